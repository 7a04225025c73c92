import { type SqlTypeKind, sqlTypes, typeProperties } from '../../types/sql-type.ts';
import { arithmeticKernel } from './arithmetic.ts';
import { comparisonKernel } from './compare.ts';
import type { BatchKernel } from './kernel.ts';
import { matchTextKernel } from './match-text.ts';
import { concatKernel, lengthKernel, lowerKernel, upperKernel } from './text.ts';

/**
 * The column kernel of a strict function by its name and exact parameter types; `undefined` when
 * there is only the row definition.
 */
export function findKernel(
  name: string,
  parameters: readonly SqlTypeKind[],
): BatchKernel | undefined {
  const [first, second] = parameters;
  if (parameters.length === 1 && first === 'text') return unaryTextKernel(name);
  const kind = parameters.length === 2 ? commonKind(first, second) : undefined;
  if (kind === undefined) return undefined;
  if (name === '||') return kind === 'text' ? concatKernel : undefined;
  return kernelOf(name, kind);
}

/** The kernel of an operator over two operands of one type. */
function kernelOf(name: string, kind: SqlTypeKind): BatchKernel | undefined {
  const { comparable } = typeProperties[kind];
  if (kind === 'array') return comparisonKernel(name, kind);
  if (kind === 'json') return jsonEquality.has(name) ? comparisonKernel(name, kind) : undefined;
  const matching = kind === 'text' ? matchTextKernel(name) : undefined;
  if (matching !== undefined || !comparable) return matching;
  return comparisonKernel(name, kind) ?? arithmeticKernel(name, sqlTypes[kind]);
}

/** Equal JSON values have the same text; the order is not that of texts. */
const jsonEquality: ReadonlySet<string> = new Set(['=', '<>']);

/** The type as which kernels take both: a FLOAT lies in a column as a DOUBLE does. */
function commonKind(first: SqlTypeKind, second: SqlTypeKind): SqlTypeKind | undefined {
  if (first === second) return first;
  const isMixed = [first, second].every((kind) => kind === 'float' || kind === 'double');
  return isMixed ? 'double' : undefined;
}

function unaryTextKernel(name: string): BatchKernel | undefined {
  switch (name) {
    case 'length':
    case 'char_length':
    case 'character_length':
      return lengthKernel;
    case 'lower':
      return lowerKernel;
    case 'upper':
      return upperKernel;
    default:
      return undefined;
  }
}
