import type { BoundParameter } from '../plan/expression.ts';
import { type SqlType, sqlTypes } from '../types/sql-type.ts';
import type { LiteralRepeat } from './statement.ts';

/**
 * The parameters of a statement while it is bound: `$1…$n` of the user, then the literals lifted out
 * of its text by slot. A type is open until a context decides it; the first one does.
 */
export interface ParameterTable {
  readonly userCount: number;
  /** The `n` of the user's that the statement names, ascending. */
  readonly userNumbers: readonly number[];
  /** `$number`, with its type if that is decided and `unknown` otherwise. */
  user(number: number): BoundParameter;
  /** A lifted literal; `type` by its spelling, which a context may still change. */
  literal(slot: number, type: SqlType): BoundParameter;
  /** The decided type, if there is one. */
  decided(index: number): SqlType | undefined;
  decide(index: number, type: SqlType): void;
  /** The plan depends on the literal's value: it is bound as a constant. */
  pin(slot: number): void;
  /** The plan depends on whether these literals are equal; if so they become one. */
  noteRepeat(repeat: LiteralRepeat): void;
  repeats(): readonly LiteralRepeat[];
  /** Types by index. An open `$n` is TEXT; an open literal keeps its spelling's type. */
  types(): readonly SqlType[];
  pinnedSlots(): readonly number[];
}

export interface ParameterOptions {
  /** The `n` of `$n`, ascending. */
  readonly userNumbers: readonly number[];
  readonly literalCount: number;
  /** Types of `$n` that the caller knows beforehand. */
  readonly hints: readonly (SqlType | undefined)[];
}

/** A table in which no type but the hinted ones is decided. */
export function createParameterTable(options: ParameterOptions): ParameterTable {
  const { userNumbers, literalCount } = options;
  const userCount = userNumbers.at(-1) ?? 0;
  const types: SqlType[] = Array.from({ length: userCount + literalCount }, (_, index) => {
    const hint = index < userCount ? options.hints[index] : undefined;
    return hint ?? sqlTypes.unknown;
  });
  const decided = types.map((type) => type.kind !== 'unknown');
  const pinned = new Set<number>();
  const repeats: LiteralRepeat[] = [];
  /** The slot whose parameter stands for another slot's too. */
  const merged = new Map<number, number>();
  return {
    userCount,
    userNumbers,
    user: (number) => ({ kind: 'parameter', type: types[number - 1], index: number - 1 }),
    literal(slot, type) {
      const index = userCount + (merged.get(slot) ?? slot);
      if (!decided[index]) types[index] = type;
      return { kind: 'parameter', type, index };
    },
    decided: (index) => (decided[index] ? types[index] : undefined),
    decide(index, type) {
      types[index] = type;
      decided[index] = true;
    },
    pin: (slot) => pinned.add(slot),
    noteRepeat(repeat) {
      repeats.push(repeat);
      if (!repeat.equal) return;
      for (const [one, other] of repeat.slots) merged.set(other, one);
    },
    repeats: () => repeats,
    types: () =>
      types.map((type, index) =>
        index < userCount && type.kind === 'unknown' ? sqlTypes.text : type,
      ),
    pinnedSlots: () => [...pinned].sort((left, right) => left - right),
  };
}
