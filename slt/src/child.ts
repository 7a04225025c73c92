// A process that runs the test files its owner names, one after another.
import type { ChildMessage } from './child-message.ts';
import { runFile } from './run-file.ts';

const send = (message: ChildMessage): void => {
  process.send?.(message);
};

process.on('message', async (path: string) => {
  const report = await runFile(path, (progress) => send({ kind: 'progress', ...progress }));
  send({ kind: 'report', report });
});
process.on('disconnect', () => process.exit());
