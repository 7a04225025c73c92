import { type AlterTable, type BoundExpression, compileRow, type Row } from '@kalamdb/sql';
import { applyAction } from '../catalog/alter/alter-definition.ts';
import type { Alteration } from '../catalog/alter/alteration.ts';
import { alteredIndexes } from '../catalog/alter/altered-indexes.ts';
import { brokenViews } from '../catalog/alter/broken-views.ts';
import { checkRows } from '../catalog/alter/check-rows.ts';
import type { TableChange } from '../catalog/alter/stage-alteration.ts';
import { uniqueIndex } from '../catalog/constraints/unique-index.ts';
import type { IndexDraft } from '../catalog/index-changes.ts';
import { buildStoredTable } from '../catalog/stored-table.ts';
import type { StoredView } from '../catalog/stored-view.ts';
import type { StoredTable } from '../catalog/table-definition.ts';
import { CoreError } from '../error.ts';
import { checkConstraints, checkNotNullColumns } from '../write/check-row.ts';
import { authorize } from './authorize.ts';
import { Execution } from './execution.ts';
import { findStoredTable } from './find-stored-table.ts';
import { checkWritableNamespace, resolveName } from './object-name.ts';
import type { Session } from './session.ts';
import { done, type StatementHandler } from './statement-handler.ts';

/**
 * ALTER TABLE: all actions as one new version of the table, or none. No row of the table is written
 * meanwhile; running reads go on with the table as it was for them.
 */
export const alterTableHandler: StatementHandler<AlterTable> = {
  authorize(session, { table, tableKind }) {
    const { engine, principal } = session;
    const { namespace, name } = resolveName(session, table);
    const kind = engine.catalog.table(namespace, name)?.kind ?? tableKind ?? 'shared';
    const access = {
      action: 'alter-table',
      tableKind: kind,
      table: `${namespace}.${name}`,
    } as const;
    authorize(engine.options.policy, principal, access);
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
    const altered = await catalogWriter.alterTable(
      () => planAlteration(session, statement),
      async (planned) => {
        await checkStoredRows(session, planned);
        return indexFiller.fill(planned.change.after, planned.newIndexes, session.signal);
      },
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

interface PlannedAlteration {
  readonly change: TableChange;
  readonly alteration: Alteration;
  /** Those of constraints that are added. */
  readonly newIndexes: readonly IndexDraft[];
}

/** Throws what is wrong with a stored row by new NOT NULL and CHECK constraints. */
function checkStoredRows(
  session: Session,
  { change: { before, after }, alteration: { required } }: PlannedAlteration,
): Promise<void> {
  const columns = after.columnIds.flatMap((id, index) => (required.has(id) ? [index] : []));
  const known = new Set(before.checks.map(({ name }) => name));
  const isChecked = after.checks.some(({ name }) => !known.has(name));
  if (columns.length === 0 && !isChecked) return Promise.resolve();
  const context = new Execution(session, [], session.signal);
  const check = (row: Row) => {
    checkNotNullColumns(after, columns, row);
    checkConstraints(after, row, context);
  };
  return checkRows(session.engine.store, after, check, session.signal);
}

/** What the statement makes of the table as it is; `undefined` when nothing changes. */
function planAlteration(session: Session, statement: AlterTable): PlannedAlteration | undefined {
  const { catalog } = session.engine;
  const before = findStoredTable(session, statement.table, statement.tableKind);
  const indexes = catalog.indexesOf(before.definition.id);
  const alteration = alter(session, statement, before);
  if (alteration.done.length === 0) return undefined;
  const after = buildStoredTable({
    ...alteration.definition,
    schemaVersion: before.definition.schemaVersion + 1,
    updatedAt: Number(session.engine.options.clock.now()),
  });
  checkNewName(session, statement, before, after);
  const views = brokenViews(catalog, before.info, after.info);
  if (views.length > 0 && !alteration.cascade) throw readByViews(statement, before, views);
  return {
    change: { before, after, indexes: alteredIndexes(indexes, alteration.indexes, after), views },
    alteration,
    newIndexes: newIndexes(alteration, after),
  };
}

/** Those of UNIQUE constraints that have none. */
function newIndexes({ indexes }: Alteration, { definition }: StoredTable): readonly IndexDraft[] {
  const known = new Set(indexes.map(({ name }) => name));
  const added = (definition.uniques ?? []).filter(({ name }) => !known.has(name));
  return added.map((unique) => uniqueIndex(definition, unique, definition.updatedAt));
}

function alter(session: Session, { actions }: AlterTable, table: StoredTable): Alteration {
  const { catalog } = session.engine;
  const context = new Execution(session, [], session.signal);
  const evaluate = (expression: BoundExpression) => compileRow(expression)([], context);
  const start: Alteration = {
    definition: table.definition,
    indexes: catalog.indexesOf(table.definition.id).map(({ record }) => record),
    required: new Set(),
    done: [],
    cascade: false,
    isTaken: (name) => catalog.isTaken(table.definition.namespace, name),
  };
  return actions.reduce((state, action) => applyAction(state, action, evaluate), start);
}

function checkNewName(
  { engine }: Session,
  { actions }: AlterTable,
  before: StoredTable,
  after: StoredTable,
): void {
  const { namespace, name } = after.definition;
  if (name === before.definition.name || !engine.catalog.isTaken(namespace, name)) return;
  const rename = actions.find((action) => action.kind === 'rename-table');
  throw new CoreError('CORE_TABLE_EXISTS', `the name '${namespace}.${name}' is taken`, {
    position: rename?.at,
  });
}

/** Most views that a message names. */
const MAX_SHOWN = 5;

function readByViews(
  { table: { name } }: AlterTable,
  { definition }: StoredTable,
  views: readonly StoredView[],
): CoreError {
  const names = views.map(({ record }) => `${record.namespace}.${record.name}`);
  const more = names.length > MAX_SHOWN ? ` and ${names.length - MAX_SHOWN} more` : '';
  return new CoreError(
    'CORE_DEPENDENT_OBJECTS',
    `table '${definition.namespace}.${definition.name}' cannot be changed so: view ${names.slice(0, MAX_SHOWN).join(', ')}${more} would not fit it any more`,
    {
      position: name.at,
      hint: 'Drop the views first, or drop the column with DROP COLUMN … CASCADE.',
    },
  );
}
