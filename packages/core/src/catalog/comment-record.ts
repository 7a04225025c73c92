/** A comment as stored, as JSON. */
export interface CommentRecord {
  /** What it is on; see `commentKeys`. */
  readonly key: string;
  readonly text: string;
}
