import { DATABASE_NAME, type FunctionDescription } from '@kalamdb/sql';
import { describedRoutines, namedType } from './described-routines.ts';
import {
  catalogColumn,
  constantColumn,
  defineStandardTable,
  emptyColumns,
  modifierColumns,
  yesOrNo,
} from './standard-table.ts';

export const routines = defineStandardTable({
  name: 'routines',
  objects: describedRoutines,
  columns: [
    catalogColumn('specific_catalog'),
    constantColumn('specific_schema', 'pg_catalog'),
    ['specific_name', 'text', ({ specificName }) => specificName],
    catalogColumn('routine_catalog'),
    constantColumn('routine_schema', 'pg_catalog'),
    ['routine_name', 'text', ({ routine }) => routine.name],
    constantColumn('routine_type', 'FUNCTION'),
    ...emptyColumns(`module_catalog module_schema module_name
      udt_catalog udt_schema udt_name`),
    ['data_type', 'text', ({ routine }) => returnType(routine).name],
    ...modifierColumns,
    ['type_udt_catalog', 'text', () => DATABASE_NAME],
    constantColumn('type_udt_schema', 'pg_catalog'),
    ['type_udt_name', 'text', ({ routine }) => returnType(routine).internalName],
    ...emptyColumns('scope_catalog scope_schema scope_name'),
    ...emptyColumns('maximum_cardinality', 'int?'),
    constantColumn('dtd_identifier', '0'),
    constantColumn('routine_body', 'EXTERNAL'),
    ['routine_definition', 'text', ({ routine }) => routine.name],
    ...emptyColumns('external_name'),
    constantColumn('external_language', 'INTERNAL'),
    constantColumn('parameter_style', 'GENERAL'),
    ['is_deterministic', 'text', ({ routine }) => yesOrNo(routine.volatility === 'immutable')],
    constantColumn('sql_data_access', 'NO SQL'),
    ...emptyColumns('is_null_call sql_path'),
    constantColumn('schema_level_routine', 'YES'),
    ['max_dynamic_result_sets', 'int', () => 0],
    ...emptyColumns('is_user_defined_cast is_implicitly_invocable'),
    constantColumn('security_type', 'INVOKER'),
    ...emptyColumns('to_sql_specific_catalog to_sql_specific_schema to_sql_specific_name'),
    constantColumn('as_locator', 'NO'),
    ...emptyColumns('created last_altered', 'datetime?'),
    ...emptyColumns('new_savepoint_level'),
    constantColumn('is_udt_dependent', 'NO'),
  ],
});

const record = { name: 'record', internalName: 'record' } as const;

/** Of functions that give rows, the type of one. */
function returnType({ returns }: FunctionDescription) {
  const isRecord = returns.startsWith('TABLE') || returns.endsWith('RECORD');
  return isRecord ? record : namedType(returns.replace(/^SETOF /, ''));
}
