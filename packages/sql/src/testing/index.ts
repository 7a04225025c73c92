export { ColumnTable } from './column-table.ts';
export { countingIds, FIXED_NOW, fixedContext } from './fixed-context.ts';
export { formatQuery, formatValue } from './format-rows.ts';
export {
  type GoldenDirective,
  type GoldenDirectives,
  type GoldenRecord,
  runGolden,
  runRecords,
} from './golden.ts';
export { memoryCatalog } from './memory-catalog.ts';
export { MemoryDatabase, type MemoryResult } from './memory-database.ts';
export { MemoryTable, type TableOutline, tableInfo, tableSchema } from './memory-table.ts';
export { formatError, sqlDirectives } from './sql-directives.ts';
