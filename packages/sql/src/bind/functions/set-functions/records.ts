import { SqlError } from '../../../error.ts';
import { isRectangular } from '../../../types/array-shape.ts';
import { castValue } from '../../../types/coerce.ts';
import { isJsonArray, isJsonObject, type JsonTree } from '../../../types/json/json-tree.ts';
import { parseJsonTree } from '../../../types/json/parse-json.ts';
import { printJsonTree } from '../../../types/json/print-json.ts';
import { plainText } from '../../../types/json/scan-json.ts';
import { type SqlType, sqlTypes } from '../../../types/sql-type.ts';
import type { ArrayValue, Row, Value } from '../../../types/value.ts';
import type { SetFunction } from '../functions.ts';
import { cannot } from '../sets/json-operators.ts';

/** A function of JSON that gives records, of which a call says what columns they have. */
export interface RecordFunction {
  readonly name: string;
  /** It takes an array of objects and gives a record for each. */
  readonly isSet: boolean;
}

/** A column of records: the member of that name, as the type. */
export interface RecordColumn {
  readonly name: string;
  readonly type: SqlType;
}

export const recordFunctions: readonly RecordFunction[] = ['json', 'jsonb'].flatMap((prefix) => [
  { name: `${prefix}_to_record`, isSet: false },
  { name: `${prefix}_to_recordset`, isSet: true },
]);

/** The function of that name, if it gives records. */
export function findRecordFunction(name: string): RecordFunction | undefined {
  return recordFunctions.find((candidate) => candidate.name === name);
}

/**
 * The function with its columns: a member that is missing or null is NULL, others are cast. The
 * record of NULL is all NULLs, its set is empty.
 */
export function recordsOf(
  { name, isSet }: RecordFunction,
  columns: readonly RecordColumn[],
): SetFunction {
  const rowOf = (tree: JsonTree): Row => {
    if (!isJsonObject(tree)) throw cannot(`call ${name} on a non-object`);
    return columns.map((column) => memberOf(tree.get(column.name), column.type));
  };
  return {
    name,
    parameters: [sqlTypes.json],
    columns: columns.map((column) => ({ ...column, nullable: true })),
    volatility: 'immutable',
    strict: isSet,
    *rows([value]) {
      const tree = value === null ? new Map() : parseJsonTree(value as string);
      if (!isSet) yield rowOf(tree);
      else if (isJsonArray(tree)) for (const element of tree) yield rowOf(element);
      else throw cannot(`call ${name} on a non-array`);
    },
  };
}

function memberOf(tree: JsonTree | undefined, type: SqlType): Value {
  if (tree === undefined || tree === null) return null;
  if (type.kind === 'array' && isJsonArray(tree)) return arrayFrom(tree, type.element);
  const json = printJsonTree(tree);
  return type.kind === 'json' ? json : castValue(plainText(json), sqlTypes.text, type);
}

/** Arrays within the array are its dimensions. */
function arrayFrom(trees: readonly JsonTree[], element: SqlType): ArrayValue {
  const values = trees.map((tree) =>
    isJsonArray(tree) && element.kind !== 'json'
      ? arrayFrom(tree, element)
      : memberOf(tree, element),
  );
  if (isRectangular(values)) return values;
  throw cannot('make an array: multidimensional arrays must have matching dimensions');
}

/** SQL_SYNTAX for a call of such a function without the columns of its records. */
export function missingColumns(position: number): SqlError {
  const message = 'a column definition list is required for functions returning "record"';
  return new SqlError('SQL_SYNTAX', message, {
    position,
    hint: 'Call it in FROM and say what columns it gives: … AS t (a INT, b TEXT).',
  });
}
