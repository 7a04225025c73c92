import { type SqlTypeKind, sqlTypes, typeProperties } from '../../types/sql-type.ts';
import { arithmeticKernel } from './arithmetic.ts';
import { comparisonKernel } from './compare.ts';
import type { BatchKernel } from './kernel.ts';
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
  if (parameters.length !== 2 || first !== second) return undefined;
  if (name === '||') return first === 'text' ? concatKernel : undefined;
  if (!typeProperties[first].comparable) return undefined;
  return (
    comparisonKernel(name, typeProperties[first].layout) ?? arithmeticKernel(name, sqlTypes[first])
  );
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
