import assert from 'node:assert/strict';
import { type SqlType, sameKind } from '../../types/sql-type.ts';
import { aggregateFunctions } from './aggregate-functions.ts';
import type { AggregateFunction, ScalarFunction } from './functions.ts';
import { orderedSetFunctions } from './ordered-set-functions.ts';
import { type Instantiable, instantiable } from './polymorphic.ts';
import { polymorphicAggregates } from './polymorphic-aggregates.ts';
import { setNames } from './set-function-table.ts';
import { analysisFunctions } from './sets/analysis.ts';
import { angleFunctions } from './sets/angles.ts';
import { arithmeticFunctions } from './sets/arithmetic.ts';
import { arrayFunctions } from './sets/array.ts';
import { arrayOperators } from './sets/array-operators.ts';
import { arraySearch } from './sets/array-search.ts';
import { arrayTextFunctions, arrayToText } from './sets/array-text.ts';
import { bitFunctions } from './sets/bits.ts';
import { bucketByBounds, bucketOfDouble } from './sets/buckets.ts';
import { bytesFunctions } from './sets/bytes.ts';
import { calendarFunctions } from './sets/calendar.ts';
import { comparisonFunctions, truthFunctions } from './sets/comparison.ts';
import { concatFunctions } from './sets/concat.ts';
import { decimalFunctions } from './sets/decimal.ts';
import { decimalAnalysis } from './sets/decimal-analysis.ts';
import { digestFunctions } from './sets/digest.ts';
import { embeddingFunctions } from './sets/embedding.ts';
import { extremeFunctions } from './sets/extremes.ts';
import { floatFunctions } from './sets/float.ts';
import { jsonFunctions } from './sets/json.ts';
import { jsonBuildFunctions } from './sets/json-build.ts';
import { jsonOperators } from './sets/json-operators.ts';
import { likeFunctions } from './sets/like.ts';
import { mathFunctions } from './sets/math.ts';
import { nullCountFunctions } from './sets/nulls.ts';
import { numberTextFunctions } from './sets/number-text.ts';
import { periodFunctions } from './sets/periods.ts';
import { quoteFunctions } from './sets/quote.ts';
import { regexpFunctions } from './sets/regexp.ts';
import { regexpParts } from './sets/regexp-parts.ts';
import { sequenceFunctions } from './sets/sequences.ts';
import { sessionFunctions } from './sets/session.ts';
import { settingFunctions } from './sets/settings.ts';
import { spanFunctions } from './sets/spans.ts';
import { textFunctions } from './sets/text.ts';
import { textShapeFunctions } from './sets/text-shape.ts';
import { timeArithmetic } from './sets/time-arithmetic.ts';
import { timeZoneFunctions } from './sets/time-zone.ts';
import { toJsonFunctions } from './sets/to-json.ts';
import { trimFunctions } from './sets/trim.ts';
import { typeOf } from './sets/type-of.ts';
import { unicodeFunctions } from './sets/unicode.ts';
import { windowFunctions } from './window-functions.ts';

export { aggregateFunctions } from './aggregate-functions.ts';
export { orderedSetFunctions } from './ordered-set-functions.ts';

/** Every overload of every scalar function and operator. COALESCE and NULLIF are syntax. */
export const scalarFunctions: readonly ScalarFunction[] = [
  ...comparisonFunctions,
  ...truthFunctions,
  ...arithmeticFunctions,
  ...decimalFunctions,
  ...decimalAnalysis,
  ...floatFunctions,
  ...mathFunctions,
  bucketOfDouble,
  ...analysisFunctions,
  ...angleFunctions,
  ...bitFunctions,
  ...timeArithmetic,
  ...calendarFunctions,
  ...timeZoneFunctions,
  ...spanFunctions,
  ...periodFunctions,
  ...textFunctions,
  ...textShapeFunctions,
  ...trimFunctions,
  ...concatFunctions,
  ...likeFunctions,
  ...regexpFunctions,
  ...regexpParts,
  ...bytesFunctions,
  ...digestFunctions,
  ...quoteFunctions,
  ...unicodeFunctions,
  ...nullCountFunctions,
  ...numberTextFunctions,
  ...extremeFunctions,
  ...sessionFunctions,
  ...sequenceFunctions,
  ...settingFunctions,
  ...embeddingFunctions,
  ...jsonOperators,
  ...jsonFunctions,
  ...jsonBuildFunctions,
  ...arrayTextFunctions,
];

/** Every function and operator that there is for types without end, arrays foremost. */
export const polymorphicFunctions: readonly Instantiable[] = [
  ...arrayFunctions,
  ...arrayOperators,
  ...arraySearch,
  ...arrayToText,
  ...toJsonFunctions,
  typeOf,
  bucketByBounds,
].map(instantiable);

const scalarsByName = groupByName(scalarFunctions);
const aggregatesByName = groupByName(aggregateFunctions);
const polymorphicByName = groupByName(polymorphicFunctions);
const polymorphicAggregatesByName = groupByName(polymorphicAggregates);
const orderedSetsByName = groupByName(orderedSetFunctions);

/** The overloads of a scalar function or operator; empty when there is none of that name. */
export function scalarOverloads(name: string): readonly ScalarFunction[] {
  return scalarsByName.get(name) ?? [];
}

/** The overloads of an aggregate; empty when there is none of that name. */
export function aggregateOverloads(name: string): typeof aggregateFunctions {
  return aggregatesByName.get(name) ?? [];
}

/** As `aggregateOverloads`, with those that polymorphic aggregates have for arguments of `types`. */
export function aggregatesFor(
  name: string,
  types: readonly SqlType[],
): readonly AggregateFunction[] {
  const polymorphic = polymorphicAggregatesByName.get(name) ?? [];
  const made = polymorphic.map(({ instantiate }) => instantiate(types));
  return [...aggregateOverloads(name), ...made.filter((overload) => overload !== undefined)];
}

/** Whether there is an aggregate of that name. */
export function isAggregateName(name: string): boolean {
  return aggregatesByName.has(name) || polymorphicAggregatesByName.has(name);
}

/** The overloads of an ordered-set aggregate; empty when there is none of that name. */
export function orderedSetOverloads(name: string): typeof orderedSetFunctions {
  return orderedSetsByName.get(name) ?? [];
}

/** Names of functions as written in SQL: words, not operators. For suggestions. */
export function functionNames(): readonly string[] {
  const tables = [scalarsByName, polymorphicByName, aggregatesByName, polymorphicAggregatesByName];
  const names = [...tables, orderedSetsByName].flatMap((table) => [...table.keys()]);
  const others = [...windowFunctions.map(({ name }) => name), ...setNames()];
  const known = new Set([...names, ...others, 'coalesce', 'nullif', 'grouping']);
  return [...known].filter((name) => /^\w+$/.test(name));
}

/** As `scalarOverloads`, with those that polymorphic functions have for arguments of `types`. */
export function overloadsFor(name: string, types: readonly SqlType[]): readonly ScalarFunction[] {
  const polymorphic = polymorphicByName.get(name);
  if (polymorphic === undefined) return scalarOverloads(name);
  const made = polymorphic.map(({ instantiate }) => instantiate(types));
  return [...scalarOverloads(name), ...made.filter((overload) => overload !== undefined)];
}

/** Whether there is a scalar function or operator of that name. */
export function isScalarName(name: string): boolean {
  return scalarsByName.has(name) || polymorphicByName.has(name);
}

/** The overload with exactly these parameters, which must exist: for operators that rules insert. */
export function exactFunction(name: string, parameters: readonly SqlType[]): ScalarFunction {
  const found = overloadsFor(name, parameters).find(
    (overload) =>
      overload.parameters.length === parameters.length &&
      overload.parameters.every((parameter, index) => sameKind(parameter, parameters[index])),
  );
  assert(found !== undefined, `no function ${name} of ${parameters.map(({ kind }) => kind)}`);
  return found;
}

function groupByName<T extends { readonly name: string }>(
  functions: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const overload of functions) {
    const group = groups.get(overload.name);
    if (group === undefined) groups.set(overload.name, [overload]);
    else group.push(overload);
  }
  return groups;
}
