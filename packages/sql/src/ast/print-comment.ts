import assert from 'node:assert/strict';
import type { Comment, CommentSubject } from './ast.ts';
import { printName, printString, printTableName } from './print-name.ts';

export function printComment({ subject, text }: Comment): string {
  const value = text === undefined ? 'NULL' : printString(text);
  return `COMMENT ON ${printSubject(subject)} IS ${value}`;
}

function printSubject(subject: CommentSubject): string {
  switch (subject.kind) {
    case 'table':
    case 'view':
    case 'index':
    case 'sequence':
      return `${subject.kind.toUpperCase()} ${printTableName(subject.name)}`;
    case 'column':
      return `COLUMN ${printTableName(subject.table)}.${printName(subject.column)}`;
    case 'namespace':
      return `NAMESPACE ${printName(subject.name)}`;
    default:
      return assert.fail(String(subject satisfies never));
  }
}
