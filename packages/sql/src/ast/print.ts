import assert from 'node:assert/strict';
import type {
  CreateTable,
  CreateTableAs,
  Query,
  Statement,
  Subscribe,
  TransactionStatement,
} from './ast.ts';
import { printAlterTable, printRename } from './print-alter.ts';
import { printColumn, printConstraint } from './print-column.ts';
import { printComment } from './print-comment.ts';
import { printDrop } from './print-drop.ts';
import { printExplainHead } from './print-explain.ts';
import { printExpression } from './print-expression.ts';
import { printCreateIndex } from './print-index.ts';
import { printAnalyze, printReindex } from './print-maintenance.ts';
import {
  kindPrefix,
  printName,
  printNames,
  printString,
  printTableName,
  words,
} from './print-name.ts';
import { printOptions } from './print-options.ts';
import { printDeallocate, printExecute, printPrepareHead } from './print-prepare.ts';
import { printQuery } from './print-query.ts';
import { printAlterSequence, printCreateSequence } from './print-sequence.ts';
import { printSetParameter, printShowParameter, printUse } from './print-session.ts';
import { printShow } from './print-show.ts';
import { printTransaction } from './print-transaction.ts';
import { printAlterUser, printCreateUser, printDropUser } from './print-user.ts';
import { printCreateView } from './print-view.ts';
import { printTruncate, printWithWrites, printWrite } from './print-write.ts';

export { printExpression } from './print-expression.ts';

/**
 * The statement as SQL on one line; parsing it gives the same AST but for offsets and slots.
 * Passwords are printed as they are: not for logs.
 */
export function printStatement(statement: Statement): string {
  switch (statement.kind) {
    case 'select':
    case 'set-operation':
    case 'values':
      return printQuery(statement, printExpression);
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return printWrite(statement);
    case 'with-writes':
      return printWithWrites(statement);
    case 'explain':
      return words(printExplainHead(statement.options), printStatement(statement.statement));
    case 'create-table':
      return printCreateTable(statement);
    case 'truncate':
      return printTruncate(statement);
    case 'create-table-as':
      return printCreateTableAs(statement);
    case 'alter-table':
      return printAlterTable(statement);
    case 'drop-table':
    case 'drop-view':
    case 'drop-index':
    case 'drop-sequence':
    case 'drop-namespace':
      return printDrop(statement);
    case 'create-view':
      return printCreateView(statement);
    case 'create-index':
      return printCreateIndex(statement);
    case 'subscribe':
      return printSubscribe(statement);
    case 'begin':
    case 'set-transaction':
    case 'commit':
    case 'rollback':
    case 'savepoint':
    case 'release-savepoint':
    case 'rollback-to-savepoint':
      return printTransaction(statement);
    case 'execute-as-user':
      return `EXECUTE AS USER ${printString(statement.user.text)} (${printStatement(statement.statement)})`;
    default:
      return printCatalogStatement(statement);
  }
}

type PrintedAbove =
  | Query['kind']
  | 'insert'
  | 'update'
  | 'delete'
  | 'merge'
  | 'with-writes'
  | 'explain'
  | 'create-table'
  | 'create-table-as'
  | 'truncate'
  | 'alter-table'
  | 'drop-table'
  | 'create-view'
  | 'drop-view'
  | 'create-index'
  | 'drop-index'
  | 'drop-sequence'
  | 'drop-namespace'
  | 'subscribe'
  | 'execute-as-user'
  | TransactionStatement['kind'];

function printCatalogStatement(statement: Exclude<Statement, { kind: PrintedAbove }>): string {
  switch (statement.kind) {
    case 'create-namespace':
      return words(
        'CREATE NAMESPACE',
        statement.ifNotExists && 'IF NOT EXISTS',
        printName(statement.name),
      );
    case 'alter-namespace':
      return words(
        'ALTER NAMESPACE',
        statement.ifExists && 'IF EXISTS',
        printName(statement.name),
        `SET OPTIONS ${printOptions(statement.options)}`,
      );
    case 'show-namespaces':
    case 'show-tables':
    case 'show-views':
    case 'show-indexes':
    case 'show-sequences':
    case 'show-functions':
    case 'show-create':
    case 'show-stats':
    case 'describe':
      return printShow(statement);
    case 'prepare':
      return `${printPrepareHead(statement)} ${printStatement(statement.statement)}`;
    case 'execute':
      return printExecute(statement);
    case 'deallocate':
      return printDeallocate(statement);
    case 'use':
      return printUse(statement);
    case 'set-parameter':
      return printSetParameter(statement);
    case 'reset-parameters':
      return 'RESET ALL';
    case 'show-parameter':
      return printShowParameter(statement);
    case 'create-sequence':
      return printCreateSequence(statement);
    case 'alter-sequence':
      return printAlterSequence(statement);
    case 'comment':
      return printComment(statement);
    case 'alter-index':
    case 'alter-view':
      return printRename(statement);
    case 'reindex':
      return printReindex(statement);
    case 'analyze':
      return printAnalyze(statement);
    case 'create-user':
      return printCreateUser(statement);
    case 'alter-user':
      return printAlterUser(statement);
    case 'drop-user':
      return printDropUser(statement);
    default:
      return assert.fail(String(statement satisfies never));
  }
}

function printCreateTable(statement: CreateTable): string {
  const elements = statement.columns.map(printColumn);
  const { primaryKey, primaryKeyName: name } = statement;
  if (primaryKey.length > 0) {
    const key = `PRIMARY KEY (${printNames(primaryKey)})`;
    elements.push(name === undefined ? key : `CONSTRAINT ${printName(name)} ${key}`);
  }
  elements.push(...statement.constraints.map(printConstraint));
  return words(
    `CREATE ${kindPrefix(statement.tableKind)}TABLE`,
    statement.ifNotExists && 'IF NOT EXISTS',
    printTableName(statement.table),
    `(${elements.join(', ')})`,
    statement.options.length > 0 && `WITH ${printOptions(statement.options)}`,
  );
}

function printCreateTableAs(statement: CreateTableAs): string {
  const elements = statement.columns.map(printName);
  if (statement.primaryKey.length > 0) {
    elements.push(`PRIMARY KEY (${printNames(statement.primaryKey)})`);
  }
  return words(
    `CREATE ${kindPrefix(statement.tableKind)}TABLE`,
    statement.ifNotExists && 'IF NOT EXISTS',
    printTableName(statement.table),
    elements.length > 0 && `(${elements.join(', ')})`,
    statement.options.length > 0 && `WITH ${printOptions(statement.options)}`,
    `AS ${printStatement(statement.query)}`,
    !statement.withData && 'WITH NO DATA',
  );
}

/** The query from its AST; `queryText` is for clients, who get it as it was written. */
function printSubscribe({ query, options }: Subscribe): string {
  return words(
    'SUBSCRIBE TO',
    printQuery(query, printExpression),
    options.length > 0 && `OPTIONS ${printOptions(options)}`,
  );
}
