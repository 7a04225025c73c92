import type { IdGenerator } from '@kalamdb/sql';
import type { Clock } from '../../clock.ts';
import { createSnowflakeGenerator, timeOfSequence } from '../commit/sequence.ts';
import { createFractionGenerator } from './random-fraction.ts';
import { createRandomPool } from './random-pool.ts';
import { createUlidGenerator } from './ulid.ts';
import { createRandomUuidGenerator } from './uuid-v4.ts';
import { createUuidGenerator } from './uuid-v7.ts';

/**
 * The ids of SNOWFLAKE_ID(), UUID_V7() and ULID(), each kind of which only ever grows within the
 * process, and the chance of GEN_RANDOM_UUID() and RANDOM().
 * With `lastSequence`, the last `_seq` that was stored, snowflakes go on growing after a restart
 * even when the clock was set back.
 */
export function createIdGenerator(
  clock: Clock,
  random: (bytes: Uint8Array) => void,
  nodeId: number,
  lastSequence = 0n,
): IdGenerator {
  const take = createRandomPool(random);
  const nowMs = () => Math.floor(Number(clock.now()) / 1000);
  const snowflakes = createSnowflakeGenerator(clock, {
    nodeId,
    epochMs: 0,
    afterMs: lastSequence > 0n ? timeOfSequence(lastSequence) : -1,
  });
  return {
    snowflakeId: () => snowflakes.next(),
    uuidV7: createUuidGenerator(nowMs, take),
    uuidV4: createRandomUuidGenerator(take),
    random: createFractionGenerator(take),
    ulid: createUlidGenerator(nowMs, take),
  };
}
