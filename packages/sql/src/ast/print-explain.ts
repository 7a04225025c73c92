import type { ExplainOptions } from './explain-ast.ts';

/** `EXPLAIN`, with its options in parentheses where they are not the default. */
export function printExplainHead({ analyze, format, timing, summary }: ExplainOptions): string {
  const options = [
    ...(analyze ? ['ANALYZE'] : []),
    ...(format === 'json' ? ['FORMAT JSON'] : []),
    ...(timing || !analyze ? [] : ['TIMING OFF']),
    ...(summary || !analyze ? [] : ['SUMMARY OFF']),
  ];
  return options.length === 0 ? 'EXPLAIN' : `EXPLAIN (${options.join(', ')})`;
}
