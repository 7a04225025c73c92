const romanDigits: readonly (readonly [number, string])[] = [
  [1000, 'M'],
  [900, 'CM'],
  [500, 'D'],
  [400, 'CD'],
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
];

/** 1 to 3999 in Roman digits, in capitals; other numbers give `#`s. */
export function romanNumber(number: number): string {
  let left = number;
  if (left < 1 || left > 3999) return '#'.repeat(15);
  let text = '';
  for (const [worth, letters] of romanDigits) {
    for (; left >= worth; left -= worth) text += letters;
  }
  return text;
}
