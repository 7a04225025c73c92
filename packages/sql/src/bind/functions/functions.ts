import type { ExecutionContext } from '../../execute/context.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { Row, Value } from '../../types/value.ts';

/** immutable: same arguments, same result; stable: same within a statement; volatile: per row. */
export type Volatility = 'immutable' | 'stable' | 'volatile';

/**
 * One overload of a scalar function or operator: exact argument types, result type, and the
 * definition of the result, row at a time. Faster column kernels are found by name and types in
 * `columnar/kernels/`; a property test holds the two equal.
 */
export interface ScalarFunction {
  /** Name in SQL, lower case; operators by their symbol (`+`, `=`, `||`). */
  readonly name: string;
  readonly parameters: readonly SqlType[];
  /** Type of any number of further arguments. */
  readonly variadic?: SqlType;
  /** Names of the parameters, where a call may give them by name (`name => value`). */
  readonly names?: readonly string[];
  /** What the last parameters are when a call by name leaves them out. */
  readonly defaults?: readonly Value[];
  readonly returns: SqlType;
  readonly volatility: Volatility;
  /** A NULL argument gives NULL without a call of `row`. */
  readonly strict: boolean;
  /** Also gives NULL for some arguments that are not, though it is strict. */
  readonly givesNull?: true;
  /** Does or sees what other calls do: calls come in the order of the rows, and may have to wait. */
  readonly effect?: true;
  /** Throws SqlError SQL_OUT_OF_RANGE, SQL_DIVISION_BY_ZERO, SQL_INVALID_VALUE without position. */
  readonly row: (values: readonly Value[], context: ExecutionContext) => Value;
}

/** One overload of a set-returning function: it gives rows, to FROM or to each row of a SELECT. */
export interface SetFunction {
  readonly name: string;
  readonly parameters: readonly SqlType[];
  /** Of its rows, at least one. */
  readonly columns: readonly SetColumn[];
  readonly volatility: Volatility;
  /** A NULL argument gives no rows. */
  readonly strict: boolean;
  /**
   * The rows for these arguments, each computed when it is asked for. Throws as `ScalarFunction.row`,
   * at once or later.
   */
  readonly rows: (values: readonly Value[]) => Iterable<Row>;
}

/** A column that has no name is called as the function or, in FROM, by its alias. */
interface SetColumn {
  readonly name?: string;
  readonly type: SqlType;
  readonly nullable: boolean;
}

/** One overload of an aggregate. Its running state is made in `execute/aggregates/` by name. */
export interface AggregateFunction {
  readonly name: string;
  /** Empty for COUNT(*); of an ordered-set aggregate those of the direct arguments. */
  readonly parameters: readonly SqlType[];
  readonly returns: SqlType;
  /** The result shows the order in which rows were taken in, as that of STRING_AGG does. */
  readonly ordered?: true;
  /**
   * Of an ordered-set aggregate: the types of what WITHIN GROUP sorts by. `hypothetical`: any
   * number of any types, the direct arguments being a row of them.
   */
  readonly within?: readonly SqlType[] | 'hypothetical';
}

/** A function that is only for windows. */
export interface WindowFunction {
  readonly name: WindowFunctionName;
  /** Types of the arguments; `value` is any type, the same one wherever it stands. */
  readonly parameters: readonly (SqlType | 'value')[];
  /** How many of the last parameters may be left out. */
  readonly optional: number;
  readonly returns: SqlType | 'value';
  /** It sees the rows of the frame; others see the partition, whatever the frame. */
  readonly framed: boolean;
}

export type WindowFunctionName =
  | 'row_number'
  | 'rank'
  | 'dense_rank'
  | 'percent_rank'
  | 'cume_dist'
  | 'ntile'
  | 'lag'
  | 'lead'
  | 'first_value'
  | 'last_value'
  | 'nth_value';
