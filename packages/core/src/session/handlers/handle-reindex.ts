import type { Reindex, ReindexTarget, TableName } from '@kalamdb/sql';
import type { TableIndex } from '../../catalog/stored-index.ts';
import type { Access } from '../../policy.ts';
import { tableChangeAccess } from '../alter/table-change-access.ts';
import { authorize } from '../authorize.ts';
import { findIndex, noSuchIndex } from '../find/find-index.ts';
import { findStoredTable } from '../find/find-stored-table.ts';
import {
  checkWritableNamespace,
  qualifiedName,
  refuseSystemNamespace,
  resolveName,
} from '../find/object-name.ts';
import { noSuchNamespace } from '../no-such-namespace.ts';
import { inSetTime } from '../run/run-in-time.ts';
import type { Session } from '../session.ts';
import { done, type StatementHandler } from './statement-handler.ts';

/** REINDEX: one index after the other, beside readers and writers. What was rebuilt stays so. */
export const reindexHandler: StatementHandler<Reindex> = {
  authorize(session, { target }) {
    authorize(session.engine.options.policy, session.principal, accessTo(session, target));
  },
  async execute(session, statement) {
    this.authorize(session, statement);
    const { target } = statement;
    let count = 0;
    await inSetTime(session, async (inner) => {
      for (const index of indexesOf(session, target)) {
        if (await rebuild(inner, index)) count += 1;
      }
    });
    if (target.kind === 'index' && count === 0) throw noSuchIndex(session, target.name);
    return done(session, outcome(session, target, count));
  },
};

/** Who may make an index may make it anew. */
function accessTo(session: Session, target: ReindexTarget): Access {
  switch (target.kind) {
    case 'index':
      return accessToIndex(session, target.name);
    case 'table':
      return tableChangeAccess(session, 'create-index', target.name);
    case 'namespace':
      return { action: 'alter-namespace', namespace: target.name.text };
  }
}

function accessToIndex(session: Session, written: TableName): Access {
  const { catalog } = session.engine;
  const { namespace, name } = resolveName(session, written);
  const tableId = catalog.findIndex(namespace, name)?.record.tableId;
  const table = tableId === undefined ? undefined : catalog.byId(tableId)?.definition;
  const shown = `${namespace}.${table?.name ?? name}`;
  return { action: 'create-index', tableKind: table?.kind ?? 'shared', table: shown };
}

function indexesOf(session: Session, target: ReindexTarget): readonly TableIndex[] {
  const { catalog } = session.engine;
  if (target.kind === 'namespace') {
    const { name } = target;
    checkNamespace(session, target);
    return catalog.storedIndexes().filter(({ record }) => record.namespace === name.text);
  }
  checkWritableNamespace(session, target.name);
  if (target.kind === 'index') return [findIndex(session, target.name)];
  return catalog.indexesOf(findStoredTable(session, target.name).definition.id);
}

function checkNamespace(
  { engine: { catalog } }: Session,
  { name }: Extract<ReindexTarget, { kind: 'namespace' }>,
): void {
  refuseSystemNamespace(name);
  if (!catalog.hasNamespace(name.text)) throw noSuchNamespace(name);
}

/** False if the index was dropped meanwhile. One that is being built is made anew as it is. */
async function rebuild(
  { engine: { indexBuilder, indexRebuilder }, signal }: Session,
  index: TableIndex,
): Promise<boolean> {
  if (index.record.state === 'ready') return indexRebuilder.rebuild(index, signal);
  await indexBuilder.build(index);
  return true;
}

function outcome(session: Session, target: ReindexTarget, count: number): string {
  if (target.kind === 'namespace') return countText(`Namespace '${target.name.text}'`, count);
  const name = qualifiedName(session, target.name);
  if (target.kind === 'index') return `Index ${name} rebuilt successfully`;
  return countText(`Table ${name}`, count);
}

function countText(what: string, count: number): string {
  return count === 0 ? `${what} has no indexes to rebuild` : `${what}: ${count} index(es) rebuilt`;
}
