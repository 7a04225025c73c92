import assert from 'node:assert/strict';
import type { ExecutionContext } from '../execute/context.ts';

/** For what is the same in every run: immutable functions read nothing of the execution. */
export const constantContext: ExecutionContext = {
  parameters: [],
  now: 0n,
  clock: unreachable,
  currentUser: '',
  currentRole: '',
  ids: {
    snowflakeId: unreachable,
    uuidV7: unreachable,
    uuidV4: unreachable,
    random: unreachable,
    ulid: unreachable,
  },
  openTable: unreachable,
  signal: undefined,
};

function unreachable(): never {
  assert.fail('an immutable function asked for something of the execution');
}
