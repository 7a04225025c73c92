import {
  type AlterSequence,
  type CreateSequence,
  type DropSequence,
  type SequenceOption,
  SqlError,
  type TableName,
} from '@kalamdb/sql';
import { checkName } from '../../catalog/names.ts';
import { noNamespace, refuseReaders } from '../../catalog/view-changes.ts';
import { CoreError } from '../../error.ts';
import { alterCounting, defineCounting } from '../../sequences/define-sequence.ts';
import { stageSequence, stageSequenceChange } from '../../sequences/sequence-changes.ts';
import type { SequenceOwner, SequenceRecord } from '../../sequences/sequence-record.ts';
import { sequenceChangeAccess } from '../alter/sequence-access.ts';
import { tableChangeAccess } from '../alter/table-change-access.ts';
import { authorize } from '../authorize.ts';
import { lookUpSequence, noSuchSequence } from '../find/find-sequence.ts';
import { findStoredTable } from '../find/find-stored-table.ts';
import { checkWritableNamespace, qualifiedName, resolveName } from '../find/object-name.ts';
import type { Session } from '../session.ts';
import { dropObjects } from './run-drop.ts';
import { done, type StatementHandler } from './statement-handler.ts';

/** CREATE SEQUENCE: one for all users. */
export const createSequenceHandler: StatementHandler<CreateSequence> = {
  authorize(session, { sequence }) {
    authorizeChange(session, 'create-table', sequence);
  },
  async execute(session, statement) {
    this.authorize(session, statement);
    const { sequence: written, options, ifNotExists } = statement;
    checkWritableNamespace(session, written);
    checkName('sequence', written.name);
    const { catalog, catalogWriter, options: database } = session.engine;
    const { namespace, name } = resolveName(session, written);
    const fullName = `${namespace}.${name}`;
    const made = await catalogWriter.change((staging) => {
      if (!catalog.hasNamespace(namespace)) throw noNamespace(namespace, written);
      if (catalog.isTaken(namespace, name)) return false;
      stageSequence(staging, catalog, {
        namespace,
        name,
        ...defineCounting(options),
        perUser: false,
        owner: newOwner(session, namespace, options)?.owner,
        createdAt: Number(database.clock.now()),
      });
      return true;
    });
    if (made) return done(session, `Sequence ${fullName} created successfully`);
    if (ifNotExists) return done(session, `Sequence ${fullName} already exists`);
    throw nameIsTaken(fullName, written);
  },
};

/** ALTER SEQUENCE: values that are drawn from then on follow the new definition. */
export const alterSequenceHandler: StatementHandler<AlterSequence> = {
  authorize(session, { sequence }) {
    authorizeChange(session, 'alter-table', sequence);
  },
  async execute(session, statement) {
    this.authorize(session, statement);
    const { sequence: written, ifExists } = statement;
    checkWritableNamespace(session, written);
    const { catalog, catalogWriter, counters } = session.engine;
    const fullName = qualifiedName(session, written);
    const isThere = await catalogWriter.change((staging) => {
      const before = lookUpSequence(session, written);
      if (before === undefined) return false;
      stageSequenceChange(
        staging,
        { catalog, counters },
        before,
        altered(session, statement, before),
      );
      return true;
    });
    if (isThere) return done(session, `Sequence ${fullName} altered successfully`);
    if (ifExists) return done(session, `Sequence ${fullName} does not exist`);
    throw noSuchSequence(session, written);
  },
};

/** DROP SEQUENCE of one or several, all or none. */
export const dropSequenceHandler: StatementHandler<DropSequence> = {
  authorize(session, { sequences }) {
    for (const written of sequences) authorizeChange(session, 'drop-table', written);
  },
  async execute(session, statement) {
    this.authorize(session, statement);
    const { sequences, cascade, ifExists } = statement;
    const dropped = { ...lookup, names: sequences, ifExists };
    return dropObjects(session, dropped, (find) =>
      session.engine.catalogWriter.dropSequences(find, cascade),
    );
  },
};

const lookup = { kind: 'sequence', find: findDropped, missing: noSuchSequence } as const;

function findDropped(session: Session, written: TableName): SequenceRecord | undefined {
  const { namespace, name } = resolveName(session, written);
  const record = session.engine.catalog.sequences.find(namespace, name);
  if (record !== undefined) refuseOfIdentity(session, record, written);
  return record;
}

function authorizeChange(
  session: Session,
  action: 'create-table' | 'alter-table' | 'drop-table',
  written: TableName,
): void {
  const { engine, principal } = session;
  authorize(engine.options.policy, principal, sequenceChangeAccess(session, action, written));
}

function altered(
  session: Session,
  { change, sequence: written }: AlterSequence,
  before: SequenceRecord,
): SequenceRecord {
  const { catalog, counters } = session.engine;
  if ('renameTo' in change) {
    const { renameTo } = change;
    checkName('sequence', renameTo);
    if (catalog.isTaken(before.namespace, renameTo.text)) {
      throw nameIsTaken(`${before.namespace}.${renameTo.text}`, { ...written, name: renameTo });
    }
    const position = written.name.at;
    refuseReaders(catalog, { what: 'sequence', ...before, position });
    return { ...before, name: renameTo.text };
  }
  const state = before.perUser
    ? { last: before.first, isCalled: false }
    : counters.state(before, '');
  const owner = newOwner(session, before.namespace, change);
  if (owner !== undefined) refuseOfIdentity(session, before, written);
  return { ...before, ...alterCounting(before, change, state), ...owner };
}

/** What OWNED BY says; `undefined` without it. */
function newOwner(
  session: Session,
  namespace: string,
  options: readonly SequenceOption[],
): { readonly owner: SequenceOwner | undefined } | undefined {
  const option = options.find((each) => each.kind === 'owned-by');
  if (option?.kind !== 'owned-by') return undefined;
  if (option.owner === undefined) return { owner: undefined };
  const { table: written, column } = option.owner;
  const access = tableChangeAccess(session, 'alter-table', written);
  authorize(session.engine.options.policy, session.principal, access);
  const { definition } = findStoredTable(session, written);
  if (definition.namespace !== namespace) {
    const message = 'a sequence must be in the namespace of the table that owns it';
    throw new SqlError('SQL_INVALID_STATE', message, { position: written.name.at });
  }
  const record = definition.columns.find(({ name }) => name === column.text);
  if (record !== undefined) return { owner: { tableId: definition.id, columnId: record.id } };
  throw new SqlError(
    'SQL_UNKNOWN_COLUMN',
    `column "${column.text}" of table "${namespace}.${definition.name}" does not exist`,
    { position: column.at },
  );
}

/** The sequence of an identity column goes, and stays, with the column. */
function refuseOfIdentity(
  { engine }: Session,
  { owner, namespace, name }: SequenceRecord,
  written: TableName,
): void {
  const table = owner && engine.catalog.byId(owner.tableId)?.definition;
  const column = table?.columns.find(({ id }) => id === owner?.columnId);
  if (table === undefined || column?.identity === undefined) return;
  throw new CoreError(
    'CORE_DEPENDENT_OBJECTS',
    `identity column '${column.name}' of table '${table.namespace}.${table.name}' requires sequence '${namespace}.${name}'`,
    {
      position: written.name.at,
      hint: `Use ALTER TABLE … ALTER COLUMN ${column.name} DROP IDENTITY.`,
    },
  );
}

function nameIsTaken(fullName: string, { name }: TableName): CoreError {
  return new CoreError('CORE_SEQUENCE_EXISTS', `the name '${fullName}' is taken`, {
    position: name.at,
    hint: 'Use another name, or CREATE SEQUENCE IF NOT EXISTS.',
  });
}
