import { resolveTypeName, type SequenceOption, SqlError, typeName } from '@kalamdb/sql';
import type { CounterState } from './counting.ts';
import type { SequenceRecord } from './sequence-record.ts';

type IntegerType = SequenceRecord['type'];

/** How a sequence counts. */
export type Counting = Pick<
  SequenceRecord,
  'type' | 'increment' | 'minimum' | 'maximum' | 'start' | 'first' | 'epoch' | 'cache' | 'cycle'
>;

type OptionOf<K extends SequenceOption['kind']> = Extract<SequenceOption, { kind: K }>;

const ranges: Readonly<Record<IntegerType, { readonly least: bigint; readonly most: bigint }>> = {
  SMALLINT: { least: -(2n ** 15n), most: 2n ** 15n - 1n },
  INT: { least: -(2n ** 31n), most: 2n ** 31n - 1n },
  BIGINT: { least: -(2n ** 63n), most: 2n ** 63n - 1n },
};

/** Options that say the same thing, by the word that they are known by. */
const subjects: Partial<Record<SequenceOption['kind'], SequenceOption['kind']>> = {
  'no-minvalue': 'minvalue',
  'no-maxvalue': 'maxvalue',
};

/**
 * How a new sequence counts; `type` where the options have none. SQL_INVALID_OPTION for what does
 * not go together, SQL_SYNTAX for an option that is given twice, SQL_OUT_OF_RANGE; at the option.
 */
export function defineCounting(
  options: readonly SequenceOption[],
  type: IntegerType = 'BIGINT',
): Counting {
  return withOptions(undefined, type, new Options(options));
}

/** How `before`, which has come to `state`, counts with other options. Throws as `defineCounting`. */
export function alterCounting(
  before: Counting,
  options: readonly SequenceOption[],
  state: CounterState,
): Counting {
  const given = new Options(options);
  const counting = withOptions(before, before.type, given);
  const restart = given.option('restart');
  if (restart === undefined) checkWithin(counting, 'RESTART', state.last, options[0]?.at);
  return counting;
}

function withOptions(
  before: Counting | undefined,
  formerType: IntegerType,
  given: Options,
): Counting {
  const type = given.type() ?? formerType;
  const increment = given.number('increment') ?? before?.increment ?? 1n;
  if (increment === 0n) throw given.invalid('increment', 'INCREMENT must not be zero');
  const bounds = boundsOf(before, { type, increment }, given);
  const start =
    given.number('start') ?? before?.start ?? (increment > 0n ? bounds.minimum : bounds.maximum);
  const cache = given.number('cache') ?? before?.cache ?? 1n;
  if (cache <= 0n) throw given.invalid('cache', `CACHE (${cache}) must be greater than zero`);
  const restart = given.option('restart');
  const restarted = restart && (given.number('restart') ?? start);
  const counting: Counting = {
    type,
    increment,
    ...bounds,
    start,
    first: restarted ?? before?.first ?? start,
    epoch: (before?.epoch ?? 0) + (restarted === undefined ? 0 : 1),
    cache,
    cycle: given.option('cycle')?.cycle ?? before?.cycle ?? false,
  };
  checkWithin(counting, 'START', start, given.at('start'));
  if (restarted !== undefined) checkWithin(counting, 'RESTART', restarted, restart?.at);
  return counting;
}

function boundsOf(
  before: Counting | undefined,
  { type, increment }: Pick<Counting, 'type' | 'increment'>,
  given: Options,
): Pick<Counting, 'minimum' | 'maximum'> {
  const { least, most } = ranges[type];
  const former = before && ranges[before.type];
  const keepsMaximum =
    given.option('no-maxvalue') === undefined && before?.maximum !== former?.most;
  const keepsMinimum =
    given.option('no-minvalue') === undefined && before?.minimum !== former?.least;
  const maximum =
    given.number('maxvalue') ??
    (keepsMaximum ? before?.maximum : undefined) ??
    (increment > 0n ? most : -1n);
  const minimum =
    given.number('minvalue') ??
    (keepsMinimum ? before?.minimum : undefined) ??
    (increment > 0n ? 1n : least);
  for (const [kind, value] of [
    ['maxvalue', maximum],
    ['minvalue', minimum],
  ] as const) {
    if (value >= least && value <= most) continue;
    const what = `${kind.toUpperCase()} (${value})`;
    throw given.invalid(kind, `${what} is out of range for sequence data type ${type}`);
  }
  if (minimum >= maximum) {
    const message = `MINVALUE (${minimum}) must be less than MAXVALUE (${maximum})`;
    throw given.invalid('minvalue', message);
  }
  return { minimum, maximum };
}

function checkWithin(
  { minimum, maximum }: Counting,
  what: string,
  value: bigint,
  position: number | undefined,
): void {
  if (value >= minimum && value <= maximum) return;
  const bound =
    value < minimum ? `less than MINVALUE (${minimum})` : `greater than MAXVALUE (${maximum})`;
  const message = `${what} value (${value}) cannot be ${bound}`;
  throw new SqlError('SQL_INVALID_OPTION', message, { position });
}

/** Options by what they say. */
class Options {
  readonly #first: SequenceOption | undefined;
  readonly #bySubject = new Map<string, SequenceOption>();

  /** SQL_SYNTAX when two say the same thing. */
  constructor(options: readonly SequenceOption[]) {
    this.#first = options[0];
    for (const option of options) {
      const subject = subjects[option.kind] ?? option.kind;
      if (this.#bySubject.has(subject)) {
        const message = 'conflicting or redundant options';
        throw new SqlError('SQL_SYNTAX', message, { position: option.at });
      }
      this.#bySubject.set(subject, option);
    }
  }

  option<K extends SequenceOption['kind']>(kind: K): OptionOf<K> | undefined {
    const option = this.#bySubject.get(subjects[kind] ?? kind);
    return option?.kind === kind ? (option as OptionOf<K>) : undefined;
  }

  number(kind: 'increment' | 'minvalue' | 'maxvalue' | 'start' | 'cache' | 'restart') {
    const option = this.option(kind);
    if (option?.digits === undefined) return undefined;
    const value = BigInt(option.digits);
    if (value >= ranges.BIGINT.least && value <= ranges.BIGINT.most) return value;
    const message = `value "${option.digits}" is out of range for type BIGINT`;
    throw new SqlError('SQL_OUT_OF_RANGE', message, { position: option.at });
  }

  type(): IntegerType | undefined {
    const option = this.option('type');
    if (option === undefined) return undefined;
    const name = typeName(resolveTypeName(option.type));
    if (name === 'SMALLINT' || name === 'INT' || name === 'BIGINT') return name;
    throw this.invalid('type', 'sequence type must be SMALLINT, INT or BIGINT');
  }

  /** Where an option is written; of one that is not, the first one. */
  at(kind: SequenceOption['kind']): number | undefined {
    return (this.#bySubject.get(kind) ?? this.#first)?.at;
  }

  invalid(kind: SequenceOption['kind'], message: string): SqlError {
    return new SqlError('SQL_INVALID_OPTION', message, { position: this.at(kind) });
  }
}
