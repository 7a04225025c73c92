import { describeFunctions } from '@kalamdb/sql';
import { SYSTEM_NAMESPACE } from '../../system-namespaces.ts';
import { defineVirtualTable } from '../virtual-table.ts';

export const functions = defineVirtualTable({
  namespace: SYSTEM_NAMESPACE,
  name: 'functions',
  access: 'dba',
  objects: describeFunctions,
  columns: [
    ['function_name', 'text', (overload) => overload.name],
    ['argument_types', 'text', (overload) => overload.parameters.join(', ')],
    ['return_type', 'text', (overload) => overload.returns],
    ['kind', 'text', (overload) => overload.kind],
    ['volatility', 'text', (overload) => overload.volatility],
    ['description', 'text?', (overload) => overload.description ?? null],
  ],
});
