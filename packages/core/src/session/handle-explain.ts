import { type Explain, explainStatement, sqlTypes } from '@kalamdb/sql';
import type { ResultField } from '../result.ts';
import { authorizeRows, prepareParsed } from './handle-rows.ts';
import type { StatementHandler } from './statement-handler.ts';

const planField: ResultField = { name: 'plan', type: sqlTypes.text, flags: ['nn'] };

/** EXPLAIN: the optimised plan, a line per row. Needs what running the statement would need. */
export const explainHandler: StatementHandler<Explain> = {
  authorize(session, { statement }) {
    authorizeRows(session, statement);
  },
  execute(session, { statement }) {
    authorizeRows(session, statement);
    const text = explainStatement(prepareParsed(session, statement).bound);
    return {
      kind: 'rows',
      fields: [planField],
      rows: {
        kind: 'rows',
        rows: text
          .trimEnd()
          .split('\n')
          .map((line) => [line]),
      },
      asUser: session.principal.userId,
    };
  },
};
