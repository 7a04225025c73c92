import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { SubscriberGroup, SubscriberReport } from './subscriber-process.ts';

/** Many live clients in a process of their own. */
export interface Subscribers {
  /** Resolves when so many changes have come to all of them together, since they were opened. */
  received(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens the sockets of all groups, with their live queries. */
export async function openSubscribers(groups: readonly SubscriberGroup[]): Promise<Subscribers> {
  const child = fork(fileURLToPath(new URL('subscriber-process.ts', import.meta.url)), {
    execArgv: ['--import', import.meta.resolve('tsx')],
  });
  const exited = once(child, 'exit');
  const report = async (): Promise<SubscriberReport> => {
    const ended = exited.then(([code]) => {
      throw new Error(`the subscribers ended with ${code}`);
    });
    const [message] = await Promise.race([once(child, 'message'), ended]);
    return message as SubscriberReport;
  };
  child.send(groups);
  await report();
  return {
    received: async (count) => {
      child.send({ due: count });
      await report();
    },
    close: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
