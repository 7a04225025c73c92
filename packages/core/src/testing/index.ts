export { allowAllPolicy } from './allow-all-policy.ts';
export { createDeterministicRandom } from './deterministic-random.ts';
export { createManualClock, type ManualClock } from './manual-clock.ts';
