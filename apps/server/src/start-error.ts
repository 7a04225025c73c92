/** Something that the operator must put right before the server can start. */
export class StartError extends Error {
  /** That of the process. */
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.name = 'StartError';
    this.exitCode = exitCode;
  }
}

/** Exit codes, for scripts. 1 is a bug, 130 a second signal. */
export const exitCodes = { configuration: 2, storage: 3, listening: 4 } as const;
