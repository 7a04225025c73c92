import assert from 'node:assert/strict';
import type { AlterSequence, CreateSequence, SequenceOption } from './ast.ts';
import { printName, printTableName, words } from './print-name.ts';
import { printTypeName } from './print-type.ts';

export function printCreateSequence(statement: CreateSequence): string {
  return words(
    'CREATE SEQUENCE',
    statement.ifNotExists && 'IF NOT EXISTS',
    printTableName(statement.sequence),
    printSequenceOptions(statement.options),
  );
}

export function printAlterSequence({ sequence, ifExists, change }: AlterSequence): string {
  return words(
    'ALTER SEQUENCE',
    ifExists && 'IF EXISTS',
    printTableName(sequence),
    'renameTo' in change ? `RENAME TO ${printName(change.renameTo)}` : printSequenceOptions(change),
  );
}

/** Each in its place, blanks between them. */
export function printSequenceOptions(options: readonly SequenceOption[]): string {
  return options.map(printOption).join(' ');
}

/** One of them. */
export function printOption(option: SequenceOption): string {
  switch (option.kind) {
    case 'type':
      return `AS ${printTypeName(option.type)}`;
    case 'increment':
    case 'minvalue':
    case 'maxvalue':
    case 'start':
    case 'cache':
      return `${option.kind.toUpperCase()} ${option.digits}`;
    case 'no-minvalue':
      return 'NO MINVALUE';
    case 'no-maxvalue':
      return 'NO MAXVALUE';
    case 'restart':
      return words('RESTART', option.digits);
    case 'cycle':
      return option.cycle ? 'CYCLE' : 'NO CYCLE';
    case 'owned-by': {
      const { owner } = option;
      if (owner === undefined) return 'OWNED BY NONE';
      return `OWNED BY ${printTableName(owner.table)}.${printName(owner.column)}`;
    }
    default:
      return assert.fail(String(option satisfies never));
  }
}
