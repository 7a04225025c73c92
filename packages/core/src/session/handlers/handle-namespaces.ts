import {
  type AlterNamespace,
  type CreateNamespace,
  type DropNamespace,
  type Name,
  type ShowNamespaces,
  SqlError,
  type TableOption,
} from '@kalamdb/sql';
import { checkName } from '../../catalog/names.ts';
import { DEFAULT_NAMESPACE, type NamespaceRecord } from '../../catalog/namespace-record.ts';
import { isSystemNamespace } from '../../catalog/system-namespaces.ts';
import { CoreError } from '../../error.ts';
import { authorize } from '../authorize.ts';
import { refuseSystemNamespace } from '../find/object-name.ts';
import { noSuchNamespace } from '../no-such-namespace.ts';
import type { Session } from '../session.ts';
import { runInternalQuery } from './internal-query.ts';
import { type DropTarget, runDrop } from './run-drop.ts';
import { done, type StatementHandler } from './statement-handler.ts';

export const createNamespaceHandler: StatementHandler<CreateNamespace> = {
  authorize({ engine, principal }, { name }) {
    const access = { action: 'create-namespace', namespace: name.text } as const;
    authorize(engine.options.policy, principal, access);
  },
  async execute(session, statement) {
    this.authorize(session, statement);
    const { catalog, catalogWriter } = session.engine;
    const { name, ifNotExists } = statement;
    if (!catalog.hasNamespace(name.text)) {
      checkName('namespace', name);
      if (await catalogWriter.createNamespace(name.text)) {
        return done(session, `Namespace '${name.text}' created successfully`);
      }
    }
    if (ifNotExists) return done(session, `Namespace '${name.text}' already exists`);
    throw new CoreError('CORE_NAMESPACE_EXISTS', `namespace '${name.text}' already exists`, {
      position: name.at,
      hint: `Use CREATE NAMESPACE IF NOT EXISTS ${name.text}.`,
    });
  },
};

/** ALTER NAMESPACE … SET OPTIONS: options that are not named stay. */
export const alterNamespaceHandler: StatementHandler<AlterNamespace> = {
  authorize({ engine, principal }, { name }) {
    const access = { action: 'alter-namespace', namespace: name.text } as const;
    authorize(engine.options.policy, principal, access);
  },
  async execute(session, statement) {
    this.authorize(session, statement);
    const { name, ifExists, options } = statement;
    refuseSystemNamespace(name);
    const values = namespaceOptions(options);
    if (await session.engine.catalogWriter.setNamespaceOptions(name.text, values)) {
      return done(session, `Namespace '${name.text}' altered successfully`);
    }
    if (ifExists) return done(session, `Namespace '${name.text}' does not exist`);
    throw noSuchNamespace(name);
  },
};

/** SQL_INVALID_OPTION for one that is given twice. */
function namespaceOptions(
  options: readonly TableOption[],
): NonNullable<NamespaceRecord['options']> {
  const values = new Map<string, TableOption['value']>();
  for (const { name, value, at } of options) {
    if (values.has(name.text)) {
      throw new SqlError('SQL_INVALID_OPTION', `option "${name.text}" is given twice`, {
        position: at,
      });
    }
    values.set(name.text, value);
  }
  return Object.fromEntries(values);
}

/** DROP NAMESPACE of one or several, all or none. */
export const dropNamespaceHandler: StatementHandler<DropNamespace> = {
  authorize({ engine, principal }, { names }) {
    for (const name of names) {
      const access = { action: 'drop-namespace', namespace: name.text } as const;
      authorize(engine.options.policy, principal, access);
    }
  },
  async execute(session, statement) {
    this.authorize(session, statement);
    const { names, ifExists, cascade } = statement;
    const targets = names.map((name) => dropTarget(session, name));
    return runDrop(session, { what: 'Namespace', ifExists, targets }, (find) =>
      session.engine.catalogWriter.dropNamespaces(find, cascade),
    );
  },
};

function dropTarget({ engine }: Session, name: Name): DropTarget<NamespaceRecord> {
  return {
    shown: `'${name.text}'`,
    position: name.at,
    find() {
      if (name.text === DEFAULT_NAMESPACE || isSystemNamespace(name.text)) {
        throw new CoreError('CORE_READ_ONLY', `namespace '${name.text}' cannot be dropped`, {
          position: name.at,
        });
      }
      return engine.catalog.namespace(name.text);
    },
    missing: () => noSuchNamespace(name),
  };
}

/** CORE_NAMESPACE_NOT_FOUND at the name. */
/** SHOW NAMESPACES: system.namespaces, for every role. */
export const showNamespacesHandler: StatementHandler<ShowNamespaces> = {
  authorize({ engine, principal }) {
    authorize(engine.options.policy, principal, { action: 'list' });
  },
  execute(session, statement) {
    this.authorize(session, statement);
    return runInternalQuery(session, 'SELECT * FROM system.namespaces ORDER BY namespace_id', []);
  },
};
