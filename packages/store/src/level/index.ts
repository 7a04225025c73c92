export { type LevelStoreOptions, openLevelStore } from './level-store.ts';
