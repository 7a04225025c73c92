import { sqlTypes } from '../../../types/sql-type.ts';
import type { ScalarFunction } from '../functions.ts';
import { aliases, strictFunction } from './define.ts';

const { text } = sqlTypes;

/** trim (btrim), ltrim, rtrim: take off characters of a set at the ends; spaces without a set. */
export const trimFunctions: readonly ScalarFunction[] = [
  ...aliases(['trim', 'btrim'], trimFunction(1, true, true)),
  ...aliases(['trim', 'btrim'], trimFunction(2, true, true)),
  ...aliases(['ltrim'], trimFunction(1, true, false)),
  ...aliases(['ltrim'], trimFunction(2, true, false)),
  ...aliases(['rtrim'], trimFunction(1, false, true)),
  ...aliases(['rtrim'], trimFunction(2, false, true)),
];

function trimFunction(arity: 1 | 2, start: boolean, end: boolean): ScalarFunction {
  const parameters = arity === 1 ? [text] : [text, text];
  return strictFunction('trim', parameters, text, (values) => {
    const characters = [...(values[0] as string)];
    const set = new Set(arity === 1 ? ' ' : (values[1] as string));
    let from = 0;
    let to = characters.length;
    while (start && from < to && set.has(characters[from])) from++;
    while (end && to > from && set.has(characters[to - 1])) to--;
    return characters.slice(from, to).join('');
  });
}
