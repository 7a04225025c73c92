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
