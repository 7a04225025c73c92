import { SessionSequences } from '../../sequences/session-sequences.ts';
import type { Staging } from '../../write/commit/staging.ts';
import { authorize, sequenceAccess, tableAccess } from '../authorize.ts';
import type { Session } from '../session.ts';
import { checkMayWrite } from './in-transaction.ts';

const verbs = { insert: 'nextval()', update: 'setval()' } as const;

/** The sequences as an execution of a session may use them; `staging`: the operation that it is in. */
export function openSequences(
  { engine, principal, transaction, namespace, drawn }: Session,
  staging: () => Staging | undefined,
): SessionSequences {
  const { catalog, counters, committer, options } = engine;
  return new SessionSequences({
    catalog,
    counters,
    committer,
    namespace,
    userId: principal.userId,
    drawn,
    staging,
    authorize(action, sequence) {
      if (action !== 'select') checkMayWrite(transaction, verbs[action]);
      authorize(options.policy, principal, sequenceAccess(action, sequence, catalog));
    },
    authorizeTable: ({ info }) =>
      authorize(options.policy, principal, tableAccess('describe', info, catalog)),
  });
}
