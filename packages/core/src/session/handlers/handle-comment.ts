import assert from 'node:assert/strict';
import { type Comment, type Name, SqlError, type TableName } from '@kalamdb/sql';
import { commentKeys, stageComment } from '../../catalog/comments.ts';
import type { Access } from '../../policy.ts';
import { sequenceChangeAccess } from '../alter/sequence-access.ts';
import { tableChangeAccess } from '../alter/table-change-access.ts';
import { authorize } from '../authorize.ts';
import { findIndex } from '../find/find-index.ts';
import { findSequence } from '../find/find-sequence.ts';
import { findStoredTable } from '../find/find-stored-table.ts';
import { findStoredView } from '../find/find-stored-view.ts';
import {
  checkWritableNamespace,
  qualifiedName,
  refuseSystemNamespace,
  resolveName,
} from '../find/object-name.ts';
import { noSuchNamespace } from '../no-such-namespace.ts';
import type { Session } from '../session.ts';
import { done, type StatementHandler } from './statement-handler.ts';

/** COMMENT ON: for those who may change what it is on. Plans, rows and live queries do not notice. */
export const commentHandler: StatementHandler<Comment> = {
  authorize(session, statement) {
    authorize(session.engine.options.policy, session.principal, neededAccess(session, statement));
  },
  async execute(session, statement) {
    this.authorize(session, statement);
    const { catalog, catalogWriter } = session.engine;
    const { subject } = statement;
    // As in PostgreSQL, nothing to say is no comment.
    const text = statement.text || undefined;
    await catalogWriter.change((staging) =>
      stageComment(staging, catalog, subjectKey(session, subject), text),
    );
    const what = `${subject.kind} ${subjectName(session, subject)}`;
    return done(session, `Comment on ${what} ${text === undefined ? 'removed' : 'set'}`);
  },
};

type Subject = Comment['subject'];

function neededAccess(session: Session, { subject }: Comment): Access {
  switch (subject.kind) {
    case 'namespace':
      return { action: 'create-namespace', namespace: subject.name.text };
    case 'view':
      return { action: 'create-view', view: qualifiedName(session, subject.name) };
    case 'index':
      return tableChangeAccess(session, 'alter-table', tableOfIndex(session, subject.name));
    case 'sequence':
      return sequenceChangeAccess(session, 'alter-table', subject.name);
    case 'table':
      return tableChangeAccess(session, 'alter-table', subject.name);
    case 'column': {
      const { namespace, name } = resolveName(session, subject.table);
      return session.engine.catalog.findView(namespace, name) === undefined
        ? tableChangeAccess(session, 'alter-table', subject.table)
        : { action: 'create-view', view: `${namespace}.${name}` };
    }
    default:
      return assert.fail(String(subject satisfies never));
  }
}

/** The name of its table; that of the index where there is none. */
function tableOfIndex(session: Session, written: TableName): TableName {
  const { catalog } = session.engine;
  const { namespace, name } = resolveName(session, written);
  const index = catalog.findIndex(namespace, name);
  const table = index && catalog.byId(index.record.tableId)?.definition;
  if (table === undefined) return written;
  const { at } = written.name;
  return { namespace: { text: table.namespace, at }, name: { text: table.name, at } };
}

/** The key of what there is of this name; throws the error of what there is not. */
function subjectKey(session: Session, subject: Subject): string {
  switch (subject.kind) {
    case 'namespace':
      return namespaceKey(session, subject.name);
    case 'table': {
      checkWritableNamespace(session, subject.name);
      return commentKeys.table(findStoredTable(session, subject.name).definition.id);
    }
    case 'view':
      return commentKeys.view(findStoredView(session, subject.name).record);
    case 'index':
      return commentKeys.index(findIndex(session, subject.name).record.id);
    case 'sequence':
      return commentKeys.sequence(findSequence(session, subject.name).id);
    case 'column':
      return columnKey(session, subject.table, subject.column);
    default:
      return assert.fail(String(subject satisfies never));
  }
}

function namespaceKey({ engine }: Session, name: Name): string {
  refuseSystemNamespace(name);
  if (!engine.catalog.hasNamespace(name.text)) throw noSuchNamespace(name);
  return commentKeys.namespace(name.text);
}

function columnKey(session: Session, written: TableName, column: Name): string {
  checkWritableNamespace(session, written);
  const { namespace, name } = resolveName(session, written);
  const view = session.engine.catalog.findView(namespace, name);
  if (view !== undefined) {
    if (view.record.columns.some((other) => other.name === column.text)) {
      return commentKeys.viewColumn(view.record, column.text);
    }
    throw noColumn(`view '${namespace}.${name}'`, column);
  }
  const { definition } = findStoredTable(session, written);
  const record = definition.columns.find((other) => other.name === column.text);
  if (record === undefined) throw noColumn(`table '${namespace}.${name}'`, column);
  return commentKeys.column(definition.id, record.id);
}

function noColumn(relation: string, { text, at }: Name): SqlError {
  return new SqlError('SQL_UNKNOWN_COLUMN', `column "${text}" of ${relation} does not exist`, {
    position: at,
  });
}

function subjectName(session: Session, subject: Subject): string {
  if (subject.kind === 'namespace') return subject.name.text;
  if (subject.kind !== 'column') return qualifiedName(session, subject.name);
  return `${qualifiedName(session, subject.table)}.${subject.column.text}`;
}
