import { catalogColumn, defineStandardTable, yesOrNo } from './standard-table.ts';
import { standardType } from './standard-type.ts';

/** Those of identity columns are not in it, as PostgreSQL has it. */
export const sequences = defineStandardTable({
  name: 'sequences',
  objects: (visible) =>
    visible
      .sequences()
      .filter(({ isIdentity }) => !isIdentity)
      .map(({ record }) => ({ record, type: standardType(record.type) })),
  columns: [
    catalogColumn('sequence_catalog'),
    ['sequence_schema', 'text', ({ record }) => record.namespace],
    ['sequence_name', 'text', ({ record }) => record.name],
    ['data_type', 'text', ({ type }) => type.name],
    ['numeric_precision', 'int', ({ type }) => type.numericPrecision],
    ['numeric_precision_radix', 'int', ({ type }) => type.numericRadix],
    ['numeric_scale', 'int', ({ type }) => type.numericScale],
    ['start_value', 'text', ({ record }) => String(record.start)],
    ['minimum_value', 'text', ({ record }) => String(record.minimum)],
    ['maximum_value', 'text', ({ record }) => String(record.maximum)],
    ['increment', 'text', ({ record }) => String(record.increment)],
    ['cycle_option', 'text', ({ record }) => yesOrNo(record.cycle)],
  ],
});
