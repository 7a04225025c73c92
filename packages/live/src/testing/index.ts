export {
  createMemoryLiveDatabase,
  type MemoryLiveDatabase,
  type MemoryWrite,
} from './memory-live-database.ts';
