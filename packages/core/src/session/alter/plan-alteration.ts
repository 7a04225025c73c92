import { type AlterTable, type BoundExpression, compileRow } from '@kalamdb/sql';
import { applyAction } from '../../catalog/alter/alter-definition.ts';
import type { Alteration } from '../../catalog/alter/alteration.ts';
import { alteredIndexes } from '../../catalog/alter/altered-indexes.ts';
import { brokenViews } from '../../catalog/alter/broken-views.ts';
import type { TableChange } from '../../catalog/alter/stage-alteration.ts';
import { isReferenced } from '../../catalog/constraints/drop-references.ts';
import { referencedKey } from '../../catalog/constraints/referenced-key.ts';
import { uniqueIndex } from '../../catalog/constraints/unique-index.ts';
import type { ForeignKey } from '../../catalog/foreign-keys.ts';
import type { IndexDraft } from '../../catalog/index-changes.ts';
import { buildStoredTable } from '../../catalog/stored-table.ts';
import type { StoredView } from '../../catalog/stored-view.ts';
import type { ForeignKeyRecord, StoredTable } from '../../catalog/table-definition.ts';
import { CoreError } from '../../error.ts';
import { findStoredTable } from '../find/find-stored-table.ts';
import { Execution } from '../run/execution.ts';
import type { Session } from '../session.ts';
import { constraintSurroundings } from './constraint-surroundings.ts';
import { alteredCounters, lostSequences, stageSequences } from './plan-sequences.ts';

/** What an ALTER TABLE is to do. */
export interface PlannedAlteration {
  readonly change: TableChange;
  readonly alteration: Alteration;
  /** Those of constraints that are added. */
  readonly newIndexes: readonly IndexDraft[];
}

/**
 * What the statement makes of the table as it is; `undefined` when nothing changes. `sequenceIds`
 * are for the sequences that it makes.
 */
export function planAlteration(
  session: Session,
  statement: AlterTable,
  sequenceIds: readonly number[],
): PlannedAlteration | undefined {
  const { catalog } = session.engine;
  const before = findStoredTable(session, statement.table, statement.tableKind);
  const indexes = catalog.indexesOf(before.definition.id);
  const alteration = withoutBrokenKeys(alter(session, statement, before, sequenceIds), statement);
  if (alteration.done.length === 0) return undefined;
  const after = buildStoredTable({
    ...alteration.definition,
    schemaVersion: before.definition.schemaVersion + 1,
    updatedAt: Number(session.engine.options.clock.now()),
  });
  checkNewName(session, statement, before, after);
  const lost = lostSequences(catalog, alteration);
  const views = brokenViews(catalog, { before: before.info, after: after.info, lost });
  if (views.length > 0 && !alteration.cascade) throw readByViews(statement, before, views);
  return {
    change: {
      before,
      after,
      indexes: alteredIndexes(indexes, alteration.indexes, after),
      views,
      stageSequences: (staging, edits) =>
        stageSequences(session, { staging, edits }, statement, alteration),
      references: brokenReferences(session, statement, alteration),
      frozen: newlyReferenced(session, before, after),
    },
    alteration,
    newIndexes: newIndexes(alteration, after),
  };
}

/** Without the table's references to itself that have lost their key; an error unless CASCADE. */
function withoutBrokenKeys(alteration: Alteration, { table: { name } }: AlterTable): Alteration {
  const { definition, cascade } = alteration;
  const { foreignKeys = [] } = definition;
  const isBroken = ({ tableId, referenced }: ForeignKeyRecord) =>
    tableId === undefined && referencedKey(definition, referenced) === undefined;
  const broken = foreignKeys.find(isBroken);
  if (broken === undefined) return alteration;
  if (!cascade) {
    throw new CoreError(
      'CORE_DEPENDENT_OBJECTS',
      `table '${definition.namespace}.${definition.name}' is referenced by its own foreign key ${broken.name}`,
      { position: name.at, hint: 'Drop the constraint first, or use DROP … CASCADE.' },
    );
  }
  const left = foreignKeys.filter((key) => !isBroken(key));
  return { ...alteration, definition: { ...definition, foreignKeys: left } };
}

/** The foreign keys of other tables that lose the key that they reference. */
function brokenReferences(
  { engine: { catalog } }: Session,
  { table: { name } }: AlterTable,
  { definition, references, cascade }: Alteration,
): readonly ForeignKey[] {
  const broken = references.filter(
    ({ tableId, record }) =>
      tableId !== definition.id && referencedKey(definition, record.referenced) === undefined,
  );
  if (broken.length > 0 && !cascade) throw isReferenced(catalog, broken, name.at);
  return broken;
}

/** Tables whose rows must stay while the rows of `after` are compared with them. */
function newlyReferenced(
  { engine: { catalog } }: Session,
  before: StoredTable,
  after: StoredTable,
): readonly StoredTable[] {
  const known = new Set((before.definition.foreignKeys ?? []).map(({ name }) => name));
  const ids = (after.definition.foreignKeys ?? []).flatMap(({ name, tableId }) =>
    known.has(name) || tableId === undefined ? [] : [tableId],
  );
  return [...new Set(ids)].flatMap((id) => catalog.byId(id) ?? []);
}

/** Those of UNIQUE constraints that have none. */
function newIndexes({ indexes }: Alteration, { definition }: StoredTable): readonly IndexDraft[] {
  const known = new Set(indexes.map(({ name }) => name));
  const added = (definition.uniques ?? []).filter(({ name }) => !known.has(name));
  return added.map((unique) => uniqueIndex(definition, unique, definition.updatedAt));
}

function alter(
  session: Session,
  { actions }: AlterTable,
  table: StoredTable,
  sequenceIds: readonly number[],
): Alteration {
  const { catalog } = session.engine;
  const context = new Execution(session, [], session.signal);
  const evaluate = (expression: BoundExpression) => compileRow(expression)([], context);
  const start: Alteration = {
    definition: table.definition,
    indexes: catalog.indexesOf(table.definition.id).map(({ record }) => record),
    required: new Set(),
    filled: new Set(),
    done: [],
    cascade: false,
    surroundings: constraintSurroundings(session),
    references: catalog.foreignKeysTo(table.definition.id),
    sequences: catalog.sequences.ofTable(table.definition.id),
    counters: alteredCounters(session, sequenceIds),
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
