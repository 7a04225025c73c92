import type { FrameBound, WindowFrame } from '../../ast/ast.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { BoundFrame, BoundFrameBound, SortKey } from '../../plan/plan.ts';
import { isRowFree } from '../../plan/walk.ts';
import { type SqlType, sqlTypes, typeName } from '../../types/sql-type.ts';
import { coerceTo, isCoercible, requireType } from './coerce-expression.ts';
import type { ExpressionContext } from './expression-context.ts';

/** The frame of a window that has none: from the partition's start to the row and its peers. */
export const defaultFrame: BoundFrame = {
  mode: 'range',
  start: { kind: 'unbounded-preceding' },
  end: { kind: 'current-row' },
  exclusion: 'no others',
};

/**
 * A frame over rows in this order. SQL_WINDOW for one that ends before it starts by its wording or
 * lacks the order that it needs; SQL_UNSUPPORTED for RANGE with offsets over types without.
 */
export function bindFrame(
  context: ExpressionContext,
  frame: WindowFrame,
  order: readonly SortKey[],
): BoundFrame {
  const { mode, start, exclusion, at } = frame;
  checkExtent(frame);
  const end: FrameBound = frame.end ?? { kind: 'current-row', at: start.at };
  const hasOffset = 'offset' in start || 'offset' in end;
  if (mode === 'range' && hasOffset && order.length !== 1) {
    throw windowError(
      'RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column',
      at,
    );
  }
  if (mode === 'groups' && order.length === 0) {
    throw windowError('GROUPS mode requires an ORDER BY clause', at);
  }
  const bind = (bound: FrameBound): BoundFrameBound => bindBound(context, mode, bound, order);
  return { mode, start: bind(start), end: bind(end), exclusion };
}

function checkExtent({ start, end }: WindowFrame): void {
  if (start.kind === 'unbounded-following') {
    throw windowError('frame start cannot be UNBOUNDED FOLLOWING', start.at);
  }
  if (end === undefined) {
    if (start.kind !== 'following') return;
    throw windowError('frame starting from following row cannot end with current row', start.at);
  }
  if (end.kind === 'unbounded-preceding') {
    throw windowError('frame end cannot be UNBOUNDED PRECEDING', end.at);
  }
  if (start.kind === 'current-row' && end.kind === 'preceding') {
    throw windowError('frame starting from current row cannot have preceding rows', end.at);
  }
  if (start.kind === 'following' && (end.kind === 'preceding' || end.kind === 'current-row')) {
    throw windowError('frame starting from following row cannot have preceding rows', end.at);
  }
}

function bindBound(
  context: ExpressionContext,
  mode: WindowFrame['mode'],
  bound: FrameBound,
  order: readonly SortKey[],
): BoundFrameBound {
  if (!('offset' in bound)) return { kind: bound.kind };
  const clause = mode.toUpperCase();
  const { binder } = context;
  const open = context.bindIn(`window ${clause}`, bound.offset);
  const position = binder.positions.get(open) ?? bound.offset.at;
  if (!isRowFree(open)) {
    throw windowError(
      `argument of ${clause} must not contain variables`,
      position,
      conditions.invalidColumnReference,
    );
  }
  const offset =
    mode === 'range'
      ? rangeOffset(context, open, order[0].expression.type, position)
      : requireType(binder, open, sqlTypes.bigint, 'assignment', `argument of ${clause}`);
  return { kind: bound.kind, offset, position };
}

/** The offset as what can be added to a value of the sort key's type. */
function rangeOffset(
  { binder }: ExpressionContext,
  offset: BoundExpression,
  keyType: SqlType,
  position: number,
): BoundExpression {
  const type = offsetType(keyType);
  if (type !== undefined && isCoercible(offset, type, 'implicit')) {
    return coerceTo(binder, offset, type);
  }
  const types =
    type === undefined
      ? `column type ${typeName(keyType)}`
      : `column type ${typeName(keyType)} and offset type ${typeName(offset.type)}`;
  throw new SqlError(
    'SQL_UNSUPPORTED',
    `RANGE with offset PRECEDING/FOLLOWING is not supported for ${types}`,
    {
      position,
      hint: type === undefined ? undefined : `Cast the offset value to ${typeName(type)}.`,
    },
  );
}

function offsetType(keyType: SqlType): SqlType | undefined {
  switch (keyType.kind) {
    case 'smallint':
    case 'int':
    case 'bigint':
      return sqlTypes.bigint;
    case 'decimal':
      return sqlTypes.decimal;
    case 'float':
    case 'double':
      return sqlTypes.double;
    case 'date':
    case 'time':
    case 'timestamp':
    case 'datetime':
    case 'interval':
      return sqlTypes.interval;
    default:
      return undefined;
  }
}

function windowError(message: string, position: number, sqlState?: string): SqlError {
  return new SqlError('SQL_WINDOW', message, { sqlState, position });
}
