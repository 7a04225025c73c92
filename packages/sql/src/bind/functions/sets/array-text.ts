import { elementsOf } from '../../../types/array-shape.ts';
import { castFunction } from '../../../types/coerce.ts';
import { arrayOf, type SqlType, sqlTypes } from '../../../types/sql-type.ts';
import type { ArrayValue, Value } from '../../../types/value.ts';
import type { ScalarFunction } from '../functions.ts';
import type { PolymorphicFunction } from '../polymorphic.ts';
import { strictFunction } from './define.ts';
import { checkLength } from './text.ts';

const { text } = sqlTypes;

/** STRING_TO_ARRAY; without a delimiter (NULL) into characters. */
export const arrayTextFunctions: readonly ScalarFunction[] = [
  splitting([text, text]),
  splitting([text, text, text]),
];

/** ARRAY_TO_STRING, which leaves NULLs out unless told what to write for them. */
export const arrayToText: readonly PolymorphicFunction[] = [
  {
    name: 'array_to_string',
    parameters: ['array', text],
    returns: text,
    strict: true,
    row: (element) => {
      const show = elementText(element);
      return ([array, delimiter]) => joinElements(array as ArrayValue, delimiter as string, show);
    },
  },
  {
    name: 'array_to_string',
    parameters: ['array', text, text],
    returns: text,
    strict: false,
    row: (element) => {
      const show = elementText(element);
      return ([array, delimiter, forNull]) => {
        if (array === null || delimiter === null) return null;
        return joinElements(array as ArrayValue, delimiter as string, (value) =>
          value === null ? (forNull as string | null) : show(value),
        );
      };
    },
  },
];

/** `null` of NULL. As in the text of arrays, booleans are `t` and `f`. */
function elementText(element: SqlType): (value: Value) => string | null {
  if (element.kind === 'boolean') {
    return (value) => (value === null ? null : value === true ? 't' : 'f');
  }
  const cast = castFunction(element, text);
  return (value) => (value === null ? null : String(cast(value)));
}

function joinElements(
  array: ArrayValue,
  delimiter: string,
  show: (value: Value) => string | null,
): string {
  const texts = elementsOf(array)
    .map(show)
    .filter((part) => part !== null);
  const size = texts.reduce((sum, part) => sum + part.length + delimiter.length, 0);
  checkLength(size);
  return texts.join(delimiter);
}

function splitting(parameters: readonly SqlType[]): ScalarFunction {
  return {
    ...strictFunction('string_to_array', parameters, arrayOf(text), splitText),
    strict: false,
  };
}

/** The parts of a text between delimiters, NULL for those that are as the third value. */
export function splitText([value, delimiter, forNull]: readonly Value[]): ArrayValue | null {
  if (value === null) return null;
  return split(value as string, delimiter as string | null).map((part) =>
    forNull !== undefined && part === forNull ? null : part,
  );
}

function split(value: string, delimiter: string | null): string[] {
  if (value === '') return [];
  if (delimiter === null) return [...value];
  return delimiter === '' ? [value] : value.split(delimiter);
}
