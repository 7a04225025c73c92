export type ValueType =
  | 'int'
  | 'bigint'
  | 'double'
  | 'decimal'
  | 'text'
  | 'boolean'
  | 'date'
  | 'timestamp';

/** As it stands in CAST and CREATE TABLE. */
export const typeNames: Readonly<Record<ValueType, string>> = {
  int: 'INT',
  bigint: 'BIGINT',
  double: 'DOUBLE',
  decimal: 'DECIMAL(10,2)',
  text: 'TEXT',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
};
