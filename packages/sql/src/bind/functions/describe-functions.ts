import { type SqlType, sqlTypes, typeName } from '../../types/sql-type.ts';
import { aggregateFunctions, orderedSetFunctions, scalarFunctions } from './function-table.ts';
import type { AggregateFunction, ScalarFunction, SetFunction, Volatility } from './functions.ts';
import { functionNotes } from './notes/function-notes.ts';
import { setFunctions } from './set-function-table.ts';
import { type RecordFunction, recordFunctions, recordsOf } from './set-functions/records.ts';

/** One overload of a function, as people are shown it. */
export interface FunctionDescription {
  readonly name: string;
  /** Types as SQL spells them; `…` behind one that may be repeated. */
  readonly parameters: readonly string[];
  /** Names of the parameters, where a call may give them by name. */
  readonly parameterNames: readonly string[];
  /** What the last parameters are when a call by name leaves them out, as SQL spells it. */
  readonly defaults: readonly string[];
  readonly returns: string;
  readonly kind: 'scalar' | 'aggregate' | 'set';
  readonly volatility: Volatility;
  /** What it gives; `undefined` where nobody has written it. */
  readonly description: string | undefined;
}

const descriptions: ReadonlyMap<string, string> = new Map(
  Object.values(functionNotes).flatMap((notes) =>
    Object.entries(notes).map(([name, [what]]): [string, string] => [name, what]),
  ),
);

/** Every overload of every function that is called by a name, ordered by name. */
export function describeFunctions(): readonly FunctionDescription[] {
  const all = [
    ...scalarFunctions.map(describeScalar),
    ...[...aggregateFunctions, ...orderedSetFunctions].map(describeAggregate),
    ...setFunctions.map(describeSet),
    ...recordFunctions.map(describeRecords),
  ];
  const named = all.filter(({ name }) => /^\w+$/.test(name));
  return named.sort((left, right) =>
    left.name < right.name ? -1 : Number(left.name > right.name),
  );
}

function describeScalar(overload: ScalarFunction): FunctionDescription {
  const { name, parameters, variadic, returns, volatility, names = [], defaults = [] } = overload;
  return {
    name,
    parameters: [...parameters.map(spelled), ...repeated(variadic)],
    parameterNames: names,
    defaults: defaults.map(String),
    returns: typeName(returns),
    kind: 'scalar',
    volatility,
    description: descriptions.get(name),
  };
}

function describeAggregate({ name, parameters, within, returns }: AggregateFunction) {
  const sorted = within === undefined || within === 'hypothetical' ? [] : within;
  return {
    name,
    parameters: [...parameters, ...sorted].map(spelled),
    parameterNames: [],
    defaults: [],
    returns: typeName(returns),
    kind: 'aggregate',
    volatility: 'immutable',
    description: descriptions.get(name),
  } as const;
}

/** Returns `SETOF type`, of several columns `TABLE (name type, …)`. */
function describeSet({ name, parameters, columns, volatility }: SetFunction): FunctionDescription {
  const [{ type }] = columns;
  const fields = columns.map((column) => `${column.name ?? name} ${typeName(column.type)}`);
  return {
    name,
    parameters: parameters.map(spelled),
    parameterNames: [],
    defaults: [],
    returns: columns.length === 1 ? `SETOF ${typeName(type)}` : `TABLE (${fields.join(', ')})`,
    kind: 'set',
    volatility,
    description: descriptions.get(name),
  };
}

/** Their columns are said by who calls them. */
function describeRecords({ name, isSet }: RecordFunction): FunctionDescription {
  const described = describeSet(recordsOf({ name, isSet }, [{ name, type: sqlTypes.json }]));
  return { ...described, returns: isSet ? 'SETOF RECORD' : 'RECORD' };
}

function repeated(type: SqlType | undefined): readonly string[] {
  return type === undefined ? [] : [`${typeName(type)}…`];
}

/** An array of no known type is one of any. */
function spelled(type: SqlType): string {
  const isAnyArray = type.kind === 'array' && type.element.kind === 'unknown';
  return isAnyArray ? 'ANYARRAY' : typeName(type);
}
