import { DATABASE_NAME } from '@kalamdb/sql';
import { describedRoutines, namedType } from './described-routines.ts';
import {
  catalogColumn,
  constantColumn,
  defineStandardTable,
  emptyColumns,
  modifierColumns,
} from './standard-table.ts';

export const parameters = defineStandardTable({
  name: 'parameters',
  objects: () =>
    describedRoutines().flatMap(({ routine, specificName }) =>
      routine.parameters.map((spelled, index) => ({
        specificName,
        position: index + 1,
        name: routine.parameterNames[index] ?? null,
        // One that may be repeated is listed once.
        type: namedType(spelled.replace(/…$/, '')),
        initial: routine.defaults[index - routine.parameters.length + routine.defaults.length],
      })),
    ),
  columns: [
    catalogColumn('specific_catalog'),
    constantColumn('specific_schema', 'pg_catalog'),
    ['specific_name', 'text', ({ specificName }) => specificName],
    ['ordinal_position', 'int', ({ position }) => position],
    constantColumn('parameter_mode', 'IN'),
    constantColumn('is_result', 'NO'),
    constantColumn('as_locator', 'NO'),
    ['parameter_name', 'text?', ({ name }) => name],
    ['data_type', 'text', ({ type }) => type.name],
    ...modifierColumns,
    ['udt_catalog', 'text', () => DATABASE_NAME],
    constantColumn('udt_schema', 'pg_catalog'),
    ['udt_name', 'text', ({ type }) => type.internalName],
    ...emptyColumns('scope_catalog scope_schema scope_name'),
    ...emptyColumns('maximum_cardinality', 'int?'),
    ['dtd_identifier', 'text', ({ position }) => `${position}`],
    ['parameter_default', 'text?', ({ initial = null }) => initial],
  ],
});
