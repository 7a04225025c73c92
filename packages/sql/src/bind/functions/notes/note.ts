/** By the name of a function: what it gives, and an example of its use. */
export type FunctionNotes = Readonly<Record<string, readonly [what: string, example: string]>>;
