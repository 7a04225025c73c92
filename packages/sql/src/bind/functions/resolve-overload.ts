import { canCast } from '../../types/coerce.ts';
import {
  arrayOf,
  type SqlType,
  type SqlTypeKind,
  sameKind,
  sameType,
  sqlTypes,
} from '../../types/sql-type.ts';

interface Overload {
  readonly parameters: readonly SqlType[];
}

/** PostgreSQL's type categories. Of each, one type is preferred where several would do. */
const categories: Readonly<Record<SqlTypeKind, string>> = {
  boolean: 'boolean',
  smallint: 'number',
  int: 'number',
  bigint: 'number',
  decimal: 'number',
  float: 'number',
  double: 'number',
  text: 'string',
  date: 'time',
  time: 'time',
  timestamp: 'time',
  datetime: 'time',
  interval: 'span',
  json: 'json',
  bytes: 'bytes',
  uuid: 'uuid',
  embedding: 'embedding',
  file: 'file',
  array: 'array',
  unknown: 'unknown',
};

const preferred: ReadonlySet<SqlTypeKind> = new Set([
  'boolean',
  'double',
  'text',
  'datetime',
  'interval',
]);

/**
 * The overload that fits arguments of `types` best, by the rules of PostgreSQL's manual chapters
 * 10.2 and 10.3: an exact match (of an operator with one unknown side: that both are of the other's
 * type), else by implicit casts, most exact arguments first, then preferred types, then what
 * unknown arguments could be. `ambiguous` when several remain, `none` when none fits.
 */
export function resolveOverload<T extends Overload>(
  overloads: readonly T[],
  types: readonly SqlType[],
  isOperator: boolean,
): T | 'none' | 'ambiguous' {
  const exact = findExact(overloads, isOperator ? assumeSameType(types) : types);
  if (exact !== undefined) return exact;
  let candidates: readonly T[] = overloads.filter((overload) => accepts(overload, types));
  if (candidates.length === 0) return 'none';
  candidates = most(candidates, (overload) => exactCount(overload, types));
  candidates = most(candidates, (overload) => preferredCount(overload, types));
  if (candidates.length > 1) candidates = narrowUnknown(candidates, types);
  if (candidates.length > 1) candidates = narrowByKnownType(candidates, types);
  return candidates.length === 1 ? candidates[0] : 'ambiguous';
}

/** Whether two types are of one category, so that a common type may exist. */
export function sameCategory(left: SqlType, right: SqlType): boolean {
  return categories[left.kind] === categories[right.kind];
}

function findExact<T extends Overload>(
  overloads: readonly T[],
  types: readonly SqlType[],
): T | undefined {
  return overloads.find(
    ({ parameters }) =>
      parameters.length === types.length &&
      parameters.every((parameter, index) => sameKind(parameter, types[index])),
  );
}

function assumeSameType(types: readonly SqlType[]): readonly SqlType[] {
  const known = types.filter((type) => type.kind !== 'unknown');
  return types.length === 2 && known.length === 1 ? [known[0], known[0]] : types;
}

function accepts({ parameters }: Overload, types: readonly SqlType[]): boolean {
  return (
    parameters.length === types.length &&
    parameters.every((parameter, index) => canCast(types[index], parameter, 'implicit'))
  );
}

function exactCount({ parameters }: Overload, types: readonly SqlType[]): number {
  return parameters.filter((parameter, index) => sameKind(parameter, types[index])).length;
}

function preferredCount({ parameters }: Overload, types: readonly SqlType[]): number {
  return parameters.filter(
    (parameter, index) =>
      sameKind(parameter, types[index]) ||
      (preferred.has(parameter.kind) && sameCategory(parameter, types[index])),
  ).length;
}

/** Let each unknown argument be a string if one overload takes that, else of the one category left. */
function narrowUnknown<T extends Overload>(
  candidates: readonly T[],
  types: readonly SqlType[],
): readonly T[] {
  let narrowed = candidates;
  for (let index = 0; index < types.length; index++) {
    if (types[index].kind !== 'unknown') continue;
    const wanted = categoryAt(candidates, index);
    if (wanted === undefined) return candidates;
    narrowed = narrowed.filter(({ parameters }) => categories[parameters[index].kind] === wanted);
    const best = narrowed.filter(({ parameters }) => preferred.has(parameters[index].kind));
    if (best.length > 0) narrowed = best;
  }
  return narrowed.length === 0 ? candidates : narrowed;
}

function categoryAt(candidates: readonly Overload[], index: number): string | undefined {
  const found = new Set(candidates.map(({ parameters }) => categories[parameters[index].kind]));
  if (found.has('string')) return 'string';
  return found.size === 1 ? [...found][0] : undefined;
}

/** If all known arguments are of one type, the unknown ones may be too. */
function narrowByKnownType<T extends Overload>(
  candidates: readonly T[],
  types: readonly SqlType[],
): readonly T[] {
  const known = types.find((type) => type.kind !== 'unknown');
  if (known === undefined) return candidates;
  const isUniform = types.every((type) => type.kind === 'unknown' || sameKind(type, known));
  if (!isUniform) return candidates;
  const fitting = candidates.filter((overload) =>
    accepts(
      overload,
      types.map(() => known),
    ),
  );
  return fitting.length === 1 ? fitting : candidates;
}

function most<T>(candidates: readonly T[], score: (candidate: T) => number): readonly T[] {
  const best = Math.max(...candidates.map(score));
  return candidates.filter((candidate) => score(candidate) === best);
}

/**
 * The type that values of all `types` can be given (CASE, COALESCE, IN …): the first known one, or
 * one of its category that it casts to (without a scale unless all have the same one; of
 * arrays what their elements have in common); TEXT when all are unknown; `undefined` when there is
 * none.
 */
export function commonType(types: readonly SqlType[]): SqlType | undefined {
  let common: SqlType | undefined;
  for (const type of types) {
    if (type.kind === 'unknown') continue;
    common = common === undefined ? type : commonOfTwo(common, type);
    if (common === undefined) return undefined;
  }
  return common ?? sqlTypes.text;
}

function commonOfTwo(common: SqlType, type: SqlType): SqlType | undefined {
  if (sameType(common, type)) return common;
  if (common.kind === 'array' && type.kind === 'array') {
    const element = commonType([common.element, type.element]);
    return element && arrayOf(element);
  }
  if (common.kind === type.kind) return sqlTypes[type.kind];
  if (!sameCategory(common, type)) return undefined;
  const { kind } = canCast(common, type, 'implicit') ? type : common;
  return sqlTypes[kind];
}
