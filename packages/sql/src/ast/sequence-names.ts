import type { Call, Expression, Literal } from './ast.ts';

/** Functions whose first argument names a sequence. */
export const takesSequence: ReadonlySet<string> = new Set(['nextval', 'currval', 'setval']);

/**
 * The expression with other names of the sequences that it names by literals; `rename` gets a name
 * and where it stands. `::regclass` behind a name goes.
 */
export function mapSequenceNames(
  expression: Expression,
  rename: (name: string, at: number) => string,
): Expression {
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node !== 'object' || node === null) return node;
    const name = isCall(node) ? sequenceName(node) : undefined;
    if (name === undefined) {
      return Object.fromEntries(Object.entries(node).map(([key, field]) => [key, visit(field)]));
    }
    const { text, literal } = name;
    const renamed = { ...literal, literal: { kind: 'string', text: rename(text, literal.at) } };
    const call = node as Call;
    return { ...call, arguments: [renamed, ...call.arguments.slice(1).map(visit)] };
  };
  return visit(expression) as Expression;
}

/** `nextval('s'::regclass)` means `nextval('s')`. */
export function withoutRegclass(node: Call): Call {
  const [sequence, ...others] = node.arguments;
  if (sequence?.kind !== 'cast' || sequence.type.name !== 'regclass') return node;
  return { ...node, arguments: [sequence.operand, ...others] };
}

function isCall(node: object): node is Call {
  return 'kind' in node && node.kind === 'call';
}

function sequenceName(node: Call): { text: string; literal: Literal } | undefined {
  if (!takesSequence.has(node.name.text)) return undefined;
  const [literal] = withoutRegclass(node).arguments;
  if (literal?.kind !== 'literal' || literal.literal.kind !== 'string') return undefined;
  return { text: literal.literal.text, literal };
}
