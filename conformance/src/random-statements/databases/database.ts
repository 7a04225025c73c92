import type { Outcome } from '../model/outcome.ts';
import type { User } from '../model/user.ts';
import type { Step } from '../steps/scene.ts';

/** A database that the statements are put to. */
export interface TestedDatabase {
  readonly name: string;
  run(user: User, step: Step): Promise<Outcome>;
  query(user: User, sql: string): Promise<readonly (readonly unknown[])[]>;
  close(): Promise<void>;
}
