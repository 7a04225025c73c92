const waiting: (() => void)[] = [];

/**
 * Run `write` once all sockets that are readable now have been read. Answers that leave together
 * wake their clients once instead of one by one, which on a virtual machine costs more than reading
 * a row. Redis writes its replies in the same way.
 */
export function atEndOfTurn(write: () => void): void {
  if (waiting.push(write) === 1) setImmediate(writeAll);
}

function writeAll(): void {
  for (const write of waiting.splice(0)) write();
}

/** Resolves after the event loop went round once: others run in between. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
