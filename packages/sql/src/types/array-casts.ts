import { isArray } from './array-shape.ts';
import { formatArray, parseArray } from './array-text.ts';
import type { CastRule } from './cast-rule.ts';
import { type SqlType, sqlTypes } from './sql-type.ts';
import type { ArrayValue, Value } from './value.ts';

type Cast = CastRule['cast'];

/** How the values of single types are cast; throws SQL_TYPE_MISMATCH where there is no way. */
type CastFunction = (from: SqlType, to: SqlType) => Cast;

type Context = CastRule['context'];

/**
 * Whether a cast from or to an array is allowed: to another array as its elements are, from text
 * as any type is, to text on assignment. `undefined` when neither type is an array.
 */
export function canCastArray(
  from: SqlType,
  to: SqlType,
  context: Context,
  canCast: (from: SqlType, to: SqlType, context: Context) => boolean,
): boolean | undefined {
  if (from.kind === 'array' && to.kind === 'array') {
    return canCast(from.element, to.element, context);
  }
  if (to.kind === 'array') {
    return from.kind === 'unknown' || (from.kind === 'text' && context === 'explicit');
  }
  if (from.kind === 'array') return to.kind === 'text' && context !== 'implicit';
  return undefined;
}

/** The cast from or to an array; `undefined` when neither is one, or there is none. */
export function arrayCast(
  from: SqlType,
  to: SqlType,
  castFunction: CastFunction,
): Cast | undefined {
  if (from.kind === 'array' && to.kind === 'array') {
    return mapElements(castFunction(from.element, to.element));
  }
  if (to.kind === 'array' && (from.kind === 'text' || from.kind === 'unknown')) {
    const read = castFunction(sqlTypes.unknown, to.element);
    return (value) => parseArray(to, value as string, read);
  }
  if (from.kind === 'array' && to.kind === 'text') {
    const show = elementText(from.element, castFunction);
    return (value) => formatArray(value as ArrayValue, show);
  }
  return undefined;
}

function mapElements(cast: Cast): Cast {
  const each = (value: Value): Value => {
    if (value === null) return null;
    return isArray(value) ? value.map(each) : cast(value);
  };
  return each;
}

/** In arrays booleans are `t` and `f`. */
function elementText(element: SqlType, castFunction: CastFunction): (value: Value) => string {
  if (element.kind === 'boolean') return (value) => (value === true ? 't' : 'f');
  const cast = castFunction(element, sqlTypes.text);
  return (value) => (value === null ? 'NULL' : String(cast(value)));
}
