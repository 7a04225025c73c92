import type {
  Expression,
  FrameBound,
  NamedWindow,
  OrderItem,
  WindowCall,
  WindowDefinition,
  WindowFrame,
} from './ast.ts';
import { printName, words } from './print-name.ts';

/** Prints an expression: handed in by who prints expressions, which windows are within. */
type Print = (expression: Expression) => string;

/** `call OVER w` or `call OVER (…)`. */
export function printWindowCall({ call, over }: WindowCall, print: Print): string {
  const window = over.kind === 'window-name' ? printName(over.name) : printDefinition(over, print);
  return `${print(call)} OVER ${window}`;
}

/** `WINDOW w AS (…), …`; `undefined` for no windows. */
export function printWindows(windows: readonly NamedWindow[], print: Print): string | undefined {
  if (windows.length === 0) return undefined;
  const list = windows.map(
    ({ name, definition }) => `${printName(name)} AS ${printDefinition(definition, print)}`,
  );
  return `WINDOW ${list.join(', ')}`;
}

/** `a DESC NULLS LAST` */
export function printSortItem({ expression, descending, nulls }: OrderItem, print: Print): string {
  return words(print(expression), descending && 'DESC', nulls && `NULLS ${nulls.toUpperCase()}`);
}

function printDefinition(
  { base, partitionBy, orderBy, frame }: WindowDefinition,
  print: Print,
): string {
  const parts = words(
    base && printName(base),
    partitionBy.length > 0 && `PARTITION BY ${partitionBy.map(print).join(', ')}`,
    orderBy.length > 0 &&
      `ORDER BY ${orderBy.map((item) => printSortItem(item, print)).join(', ')}`,
    frame && printFrame(frame, print),
  );
  return `(${parts})`;
}

function printFrame({ mode, start, end, exclusion }: WindowFrame, print: Print): string {
  const extent =
    end === undefined
      ? printBound(start, print)
      : `BETWEEN ${printBound(start, print)} AND ${printBound(end, print)}`;
  return words(
    mode.toUpperCase(),
    extent,
    exclusion !== 'no others' && `EXCLUDE ${exclusion.toUpperCase()}`,
  );
}

function printBound(bound: FrameBound, print: Print): string {
  const name = bound.kind.replace('-', ' ').toUpperCase();
  return 'offset' in bound ? `${print(bound.offset)} ${name}` : name;
}
