import type { Parameter } from './ast.ts';

/**
 * The `$n` that a part of a syntax tree names, in the order of its text, as often as it names them.
 * Those of PREPARE are the prepared statement's own. Looks into all other kinds of nodes but
 * literals, so that none can be forgotten.
 */
export function parametersNamed(part: object): readonly Parameter[] {
  const found: Parameter[] = [];
  collect(part, found);
  return found;
}

/** The numbers of parameters, ascending, each once. */
export function parameterNumbers(parameters: readonly Parameter[]): readonly number[] {
  const numbers = new Set(parameters.map(({ number }) => number));
  return [...numbers].sort((left, right) => left - right);
}

function collect(node: unknown, found: Parameter[]): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (const part of node) collect(part, found);
    return;
  }
  const { kind } = node as { readonly kind?: string };
  // VALUES may have a hundred thousand literals.
  if (kind === 'literal' || kind === 'prepare') return;
  if (kind === 'parameter') {
    found.push(node as Parameter);
    return;
  }
  for (const part of Object.values(node)) collect(part, found);
}
