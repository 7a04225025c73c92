/** An identifier, folded to lower case, and the offset of its first character. */
export interface Name {
  readonly text: string;
  readonly at: number;
}

/** `[namespace.]name` */
export interface TableName {
  readonly namespace: Name | undefined;
  readonly name: Name;
}

/** A type as spelled: `varchar(20)` → name "varchar", arguments [20]; words joined by one space. */
export interface TypeName {
  readonly name: string;
  readonly arguments: readonly number[];
  /** How many `[]` follow; absent without any. */
  readonly dimensions?: number;
  readonly at: number;
}
