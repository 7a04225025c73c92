import { aggregateNotes } from './aggregates.ts';
import { bytesNotes } from './bytes.ts';
import { embeddingNotes } from './embeddings.ts';
import type { FunctionNotes } from './note.ts';
import { numberNotes } from './numbers.ts';
import { rowNotes } from './rows.ts';
import { sessionNotes } from './session.ts';
import { textNotes } from './text.ts';
import { timeNotes } from './times.ts';

/** The notes on functions by the subject they belong to, in the order of the documentation. */
export const functionNotes: Readonly<Record<string, FunctionNotes>> = {
  'Text and regular expressions': textNotes,
  Bytes: bytesNotes,
  'Numbers, and values of any type': numberNotes,
  'Dates, times and spans': timeNotes,
  'The session, and ids': sessionNotes,
  Embeddings: embeddingNotes,
  'Sets of rows': rowNotes,
  Aggregates: aggregateNotes,
};
