/**
 * A syntax tree as if all of it were written at `at`, its literals as constants: for text that is
 * stored and takes the place of a name, so that its errors point to that name.
 */
export function relocate<T>(tree: T, at: number): T {
  return copy(tree, at) as T;
}

function copy(node: unknown, at: number): unknown {
  if (Array.isArray(node)) return node.map((item) => copy(item, at));
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => [key, moved(key, value, at)]);
  return Object.fromEntries(entries);
}

function moved(key: string, value: unknown, at: number): unknown {
  if (key === 'at') return at;
  return key === 'slot' ? undefined : copy(value, at);
}
