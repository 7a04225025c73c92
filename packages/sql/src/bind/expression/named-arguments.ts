import type { Call, Expression, NamedArgument } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import { constant } from '../../plan/build-expression.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { isScalarName, scalarOverloads } from '../functions/function-table.ts';
import type { ScalarFunction } from '../functions/functions.ts';
import { unknownFunction } from './call-overload.ts';
import type { ExpressionContext } from './expression-context.ts';

/**
 * The arguments of a call in the order of the function's parameters: those given by name
 * (`name => value`) where they belong, and the defaults of those left out before or between them.
 * Throws SQL_SYNTAX for a name given twice or a positional argument behind a named one,
 * SQL_UNKNOWN_FUNCTION when no overload has parameters of these names.
 */
export function bindArguments(context: ExpressionContext, node: Call): readonly BoundExpression[] {
  const named = node.arguments.filter((argument) => argument.kind === 'named-argument');
  if (named.length === 0) return node.arguments.map(context.bind);
  const positional = node.arguments.slice(0, node.arguments.length - named.length);
  checkNames(node.arguments);
  const overload = scalarOverloads(node.name.text).find((each) =>
    takesNames(each, positional.length, named),
  );
  if (overload === undefined) throw unknownNames(context, node);
  const values = new Map(named.map(({ name, value }) => [name.text, context.bind(value)]));
  return [
    ...positional.map(context.bind),
    ...parametersOf(overload)
      .slice(positional.length)
      .map(({ name, type, initial }) => values.get(name) ?? constant(type, initial ?? null)),
  ];
}

function parametersOf({ parameters, names = [], defaults = [] }: ScalarFunction) {
  const required = parameters.length - defaults.length;
  return parameters.map((type, index) => ({
    type,
    name: names[index],
    initial: index < required ? undefined : defaults[index - required],
  }));
}

function takesNames(
  overload: ScalarFunction,
  positional: number,
  named: readonly NamedArgument[],
): boolean {
  if (overload.names === undefined) return false;
  const open = parametersOf(overload).slice(positional);
  return (
    named.every(({ name }) => open.some((parameter) => parameter.name === name.text)) &&
    open.every(
      ({ name, initial }) =>
        initial !== undefined || named.some((argument) => argument.name.text === name),
    )
  );
}

function checkNames(given: readonly Expression[]): void {
  const seen = new Set<string>();
  for (const argument of given) {
    const name = argument.kind === 'named-argument' ? argument.name.text : undefined;
    if (name === undefined && seen.size > 0) {
      const message = 'positional argument cannot follow named argument';
      throw new SqlError('SQL_SYNTAX', message, { position: argument.at });
    }
    if (name === undefined) continue;
    if (seen.has(name)) {
      const message = `argument name "${name}" used more than once`;
      throw new SqlError('SQL_SYNTAX', message, { position: argument.at });
    }
    seen.add(name);
  }
}

function unknownNames(context: ExpressionContext, node: Call): SqlError {
  const types = node.arguments.map((argument) => {
    const value = argument.kind === 'named-argument' ? argument.value : argument;
    return context.bind(value).type;
  });
  const isKnown = isScalarName(node.name.text);
  const error = unknownFunction(node.name.text, types, node.at, 'none', isKnown);
  const names = node.arguments.flatMap((argument) =>
    argument.kind === 'named-argument' ? [argument.name.text] : [],
  );
  if (!isKnown) return error;
  return new SqlError(error.code, error.message, {
    position: node.at,
    hint: `It has no form with parameters named ${names.join(', ')}.`,
  });
}
