import type { ConstraintSurroundings } from '../../catalog/constraints/add-constraint.ts';
import { findNamed } from '../../sequences/default-text.ts';
import { unknownSequence } from '../../sequences/sequence-counters.ts';
import { authorize, sequenceAccess, tableAccess } from '../authorize.ts';
import { findStoredTable } from '../find/find-stored-table.ts';
import { resolveName } from '../find/object-name.ts';
import type { Session } from '../session.ts';

/**
 * What constraints that a session makes are about. Who references a table learns which keys it has,
 * so that asks for the right to read it: CORE_PERMISSION_DENIED, CORE_TABLE_NOT_FOUND,
 * CORE_WRONG_KIND.
 */
export function constraintSurroundings(session: Session): ConstraintSurroundings {
  const { principal, namespace, engine } = session;
  const { catalog, options } = engine;
  return {
    isTaken: (namespace, name) => catalog.isTaken(namespace, name),
    findSequence(name, position) {
      const sequence = findNamed(catalog.sequences, name, namespace);
      if (sequence === undefined) throw unknownSequence(name, position);
      authorize(options.policy, principal, sequenceAccess('insert', sequence, catalog));
      return sequence;
    },
    findReferenced(written, own) {
      const { namespace, name } = resolveName(session, written);
      if (namespace === own.namespace && name === own.name) return undefined;
      const { info, definition } = findStoredTable(session, written);
      authorize(options.policy, principal, tableAccess('select', info, catalog));
      return definition;
    },
  };
}
