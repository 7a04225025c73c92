import assert from 'node:assert/strict';
import { memberName } from '../../bind/functions/sets/json-build.ts';
import { createBuilder } from '../../columnar/builder.ts';
import { columnValue } from '../../columnar/column-value.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import { type JsonTree, jsonObject } from '../../types/json/json-tree.ts';
import { parseJsonTree } from '../../types/json/parse-json.ts';
import { printJsonTree } from '../../types/json/print-json.ts';
import { toJsonOf } from '../../types/json/value-to-json.ts';
import { type SqlType, sqlTypes } from '../../types/sql-type.ts';
import type { AggregateState } from './aggregate-state.ts';
import { CollectedRows, type RowsByGroup } from './collected-rows.ts';

/** Makes the JSON of one group from the rows of its arguments. */
type Compose = (rows: RowsByGroup, slots: Uint32Array) => string;

/** JSON_AGG: an array of all values, NULLs as null. NULL of no rows. */
export function createJsonAggregate([type]: readonly SqlType[]): AggregateState {
  const convert = toJsonOf(type);
  return composing([type], ({ columns: [values] }, slots) => {
    const texts = Array.from(slots, (slot) => convert(columnValue(values, slot)));
    return `[${texts.join(', ')}]`;
  });
}

/** JSON_OBJECT_AGG: an object of names and values, of which the last of a name counts. */
export function createJsonObjectAggregate(types: readonly SqlType[]): AggregateState {
  const [toName, toValue] = types.map(toJsonOf);
  return composing(types, ({ columns: [names, values] }, slots) => {
    const members = Array.from(slots, (slot): [string, JsonTree] => {
      const name = columnValue(names, slot);
      if (name === null)
        throw new SqlError('SQL_INVALID_VALUE', 'field name must not be null', {
          sqlState: conditions.invalidParameterValue,
        });
      return [memberName(toName(name)), parseJsonTree(toValue(columnValue(values, slot)))];
    });
    return printJsonTree(jsonObject(members));
  });
}

function composing(types: readonly SqlType[], compose: Compose): AggregateState {
  const rows = new CollectedRows(types);
  let sorted: RowsByGroup | undefined;
  return {
    update: (values, taken) => rows.append(values.slice(0, types.length), taken),
    memoryBytes: () => rows.memoryBytes,
    settle: function* settle(groupCount) {
      sorted = yield* rows.byGroup([], groupCount);
    },
    finish: (groupCount) => {
      assert(sorted !== undefined, 'rows are brought in order before the end');
      const builder = createBuilder(sqlTypes.json, groupCount);
      for (let group = 0; group < groupCount; group++) {
        const slots = sorted.order.subarray(sorted.starts[group], sorted.starts[group + 1]);
        builder.append(slots.length === 0 ? null : compose(sorted, slots));
      }
      return builder.finish();
    },
  };
}
