import fc from 'fast-check';

type Sql = { readonly number: string; readonly condition: string; readonly text: string };

/** SQL of random expressions over (line TEXT, level INT), all three types growing together. */
export const arbitrarySql = fc.letrec<Sql>((tie) => {
  const n = tie('number');
  const c = tie('condition');
  const t = tie('text');
  const form = (parts: readonly fc.Arbitrary<string>[], build: (...made: string[]) => string) =>
    fc.tuple(...parts).map((made) => `(${build(...made)})`);
  const arithmetic = fc.constantFrom('+', '-', '*', '/', '%');
  const comparison = fc.constantFrom('=', '<>', '<', '>=', 'IS DISTINCT FROM');
  return {
    number: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('level', 'NULL::INT', '0', '1', '2147483647', '(-3)'),
      form([n, arithmetic, n], (a, operator, b) => `${a} ${operator} ${b}`),
      form([c, n, n], (a, b, d) => `CASE WHEN ${a} THEN ${b} ELSE ${d} END`),
      form([n, n], (a, b) => `COALESCE(${a}, ${b})`),
      form([t], (a) => `LENGTH(${a})`),
    ),
    condition: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('TRUE', 'FALSE', 'NULL::BOOLEAN', 'level > 1', "line = 'a'"),
      form([n, comparison, n], (a, operator, b) => `${a} ${operator} ${b}`),
      form(
        [c, fc.constantFrom('AND', 'OR'), c, c],
        (a, operator, b, d) => `${a} ${operator} ${b} ${operator} ${d}`,
      ),
      form([c], (a) => `NOT ${a}`),
      form([n], (a) => `${a} IS NULL`),
      form([n, n, n], (a, b, d) => `${a} IN (${b}, ${d})`),
      form([n, n], (a, b) => `${a} IN (${b})`),
      form([t], (a) => `${a} LIKE 'a%'`),
    ),
    text: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('line', "'a'", "''", 'NULL::TEXT'),
      form([t, t], (a, b) => `${a} || ${b}`),
      form([n], (a) => `${a}::TEXT`),
    ),
  };
});

/** A row of (line, level). */
export const arbitraryRow = fc.tuple(
  fc.option(fc.constantFrom('', 'a', 'ab')),
  fc.option(fc.integer()),
);
