import { arrayOf, type SqlType, typeName } from '../../types/sql-type.ts';
import type { ScalarFunction } from './functions.ts';
import { commonType } from './resolve-overload.ts';

/**
 * What a parameter of a polymorphic function takes: one type; values of the type that all
 * `element` arguments and the elements of all `array` arguments have in common; any type at all.
 */
export type Pattern = SqlType | 'element' | 'array' | 'any';

/** A function for all types: one overload for each type that its arguments have. */
export interface PolymorphicFunction {
  readonly name: string;
  readonly parameters: readonly Pattern[];
  /** As `ScalarFunction.variadic`. */
  readonly variadic?: Pattern;
  readonly returns: Exclude<Pattern, 'any'>;
  readonly strict: boolean;
  /** Whether there is one for a type; without it there is for all. */
  readonly accepts?: (element: SqlType) => boolean;
  /** `element` is the common type; for `any` that of the argument. */
  readonly row: (element: SqlType) => ScalarFunction['row'];
}

/** Finds the overload of a function for arguments of some types. */
export interface Instantiable {
  readonly name: string;
  /** `undefined` when the arguments do not fit. The same types give the same object. */
  readonly instantiate: (types: readonly SqlType[]) => ScalarFunction | undefined;
}

/** The overloads of a function, each made once. */
export function instantiable(definition: PolymorphicFunction): Instantiable {
  const made = new Map<string, ScalarFunction>();
  return {
    name: definition.name,
    instantiate: (types) => {
      const element = elementType(definition.parameters, types);
      if (element === undefined || definition.accepts?.(element) === false) return undefined;
      const key = typeName(element);
      const known = made.get(key);
      if (known !== undefined) return known;
      const overload = overloadFor(definition, element);
      made.set(key, overload);
      return overload;
    },
  };
}

/**
 * The type that stands behind `element`, `array` and `any` in a call; `undefined` when the
 * arguments do not fit. TEXT where all of them are unknown, unless one must be an array.
 */
function elementType(
  parameters: readonly Pattern[],
  types: readonly SqlType[],
): SqlType | undefined {
  if (parameters.length !== types.length) return undefined;
  const found: SqlType[] = [];
  for (let index = 0; index < parameters.length; index++) {
    const type = types[index];
    if (type.kind === 'unknown') continue;
    const bound = boundType(parameters[index], type);
    if (bound === 'misfit') return undefined;
    if (bound !== undefined) found.push(bound);
  }
  const needsArray = parameters.includes('array') && found.length === 0;
  return needsArray ? undefined : commonType(found);
}

/** What an argument says about the type; `undefined`: nothing. */
function boundType(pattern: Pattern, type: SqlType): SqlType | 'misfit' | undefined {
  if (pattern === 'any') return type;
  if (pattern === 'array') return type.kind === 'array' ? type.element : 'misfit';
  if (pattern === 'element') return type.kind === 'array' ? 'misfit' : type;
  return undefined;
}

/** The type of a parameter. */
function patternType(pattern: Pattern, element: SqlType): SqlType {
  if (pattern === 'element' || pattern === 'any') return element;
  return pattern === 'array' ? arrayOf(element) : pattern;
}

function overloadFor(definition: PolymorphicFunction, element: SqlType): ScalarFunction {
  const { name, parameters, variadic, returns, strict, row } = definition;
  return {
    name,
    parameters: parameters.map((pattern) => patternType(pattern, element)),
    ...(variadic === undefined ? {} : { variadic: patternType(variadic, element) }),
    returns: patternType(returns, element),
    volatility: 'immutable',
    strict,
    row: row(element),
  };
}
