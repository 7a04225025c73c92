import { constraintTexts } from '../../constraint-text.ts';
import { SYSTEM_NAMESPACE } from '../../system-namespaces.ts';
import { defineVirtualTable } from '../virtual-table.ts';

export const constraints = defineVirtualTable({
  namespace: SYSTEM_NAMESPACE,
  name: 'constraints',
  access: 'dba',
  objects: (visible) =>
    visible.storedTables().flatMap(({ definition: table }) =>
      constraintTexts(table, (id) => visible.anyTable(id)).map((constraint) => ({
        table,
        constraint,
      })),
    ),
  columns: [
    ['namespace_id', 'text', ({ table }) => table.namespace],
    ['table_name', 'text', ({ table }) => table.name],
    ['constraint_name', 'text', ({ constraint }) => constraint.name],
    ['constraint_type', 'text', ({ constraint }) => constraint.type],
    ['definition', 'text', ({ constraint }) => constraint.text],
  ],
});
