import type { Relation } from './relation.ts';

/** What a query gave: values as text, NULL as `null`. */
export interface EngineResult {
  readonly rows: readonly (readonly (string | null)[])[];
  /** Our names of the columns' types, where the engine is ours. */
  readonly types?: readonly string[];
}

/** A database that answers SQL over relations. */
export interface Engine {
  load(relation: Relation): Promise<void>;
  /** Throws what the engine throws for a query that it refuses. */
  run(sql: string): Promise<EngineResult>;
  close(): Promise<void>;
}
