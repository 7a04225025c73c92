import type { Name, TypeName } from './name.ts';
import type { Expression } from './query-ast.ts';

/** A statement with parameters gets a name. `S`: the statements that have some. */
export interface PrepareNode<S> {
  readonly kind: 'prepare';
  readonly name: Name;
  /** Of `$1…`; the rest are found by binding. */
  readonly types: readonly TypeName[];
  readonly statement: S;
  readonly at: number;
}

/** Run a prepared statement, or a text as one. */
export interface Execute {
  readonly kind: 'execute';
  readonly target: ExecuteTarget;
  readonly arguments: readonly Expression[];
  readonly at: number;
}

export type ExecuteTarget =
  | { readonly kind: 'prepared'; readonly name: Name }
  | { readonly kind: 'text'; readonly text: string; readonly at: number };

export interface Deallocate {
  readonly kind: 'deallocate';
  /** `undefined`: all. */
  readonly name: Name | undefined;
  readonly at: number;
}
