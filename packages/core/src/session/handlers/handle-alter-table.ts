import type { AlterTable } from '@kalamdb/sql';
import { checkStoredRows } from '../alter/check-stored-rows.ts';
import { fillColumns } from '../alter/fill-columns.ts';
import { planAlteration } from '../alter/plan-alteration.ts';
import { takeSequenceIds } from '../alter/plan-sequences.ts';
import { tableChangeAccess } from '../alter/table-change-access.ts';
import { authorize } from '../authorize.ts';
import { checkWritableNamespace, resolveName } from '../find/object-name.ts';
import { inSetTime } from '../run/run-in-time.ts';
import { done, type StatementHandler } from './statement-handler.ts';

/**
 * ALTER TABLE: all actions as one new version of the table, or none. No row of the table is written
 * meanwhile; running reads go on with the table as it was for them.
 */
export const alterTableHandler: StatementHandler<AlterTable> = {
  authorize(session, { table, tableKind }) {
    const access = tableChangeAccess(session, 'alter-table', table, tableKind);
    authorize(session.engine.options.policy, session.principal, access);
  },
  async execute(session, statement) {
    this.authorize(session, statement);
    checkWritableNamespace(session, statement.table);
    const { catalog, catalogWriter, indexFiller } = session.engine;
    const { namespace, name } = resolveName(session, statement.table);
    const fullName = `${namespace}.${name}`;
    if (statement.ifExists && !catalog.isTaken(namespace, name)) {
      return done(session, `Table ${fullName} does not exist`);
    }
    const sequenceIds = await takeSequenceIds(session, statement);
    const altered = await inSetTime(session, (inner) =>
      indexFiller.during((fillIndexes) =>
        catalogWriter.alterTable(
          () => planAlteration(inner, statement, sequenceIds),
          async (planned) => {
            await fillColumns(inner, planned);
            await checkStoredRows(inner, planned);
            return fillIndexes(planned.change.after, planned.newIndexes, inner.signal);
          },
        ),
      ),
    );
    if (altered === undefined) return done(session, `Table ${fullName} unchanged`);
    const { alteration, change } = altered;
    const { schemaVersion } = change.after.definition;
    const what = alteration.done.join(', ');
    return done(
      session,
      `Table ${fullName} altered successfully: ${what} (version ${schemaVersion})`,
    );
  },
};
