import { reservedWords } from '../../../parse/keywords.ts';

/** Words that are names of columns but not of functions or types, or the reverse. */
const halfReserved = `between bigint bit boolean char character coalesce dec decimal exists extract
  float greatest grouping inout int integer interval least national nchar none normalize nullif
  numeric out overlay position precision real row setof smallint substring time timestamp treat
  trim values varchar xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse
  xmlpi xmlroot xmlserialize xmltable`;

/** Words that QUOTE_IDENT quotes although they are plain. */
export const quotedWords: ReadonlySet<string> = new Set([
  ...reservedWords,
  ...halfReserved.split(/\s+/),
]);
