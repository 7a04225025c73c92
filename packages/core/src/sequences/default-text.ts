import {
  type Expression,
  mapSequenceNames,
  parseExpression,
  parseQualifiedName,
  printExpression,
  quoteName,
} from '@kalamdb/sql';
import type { SequenceCatalog } from './sequence-catalog.ts';
import type { SequenceRecord } from './sequence-record.ts';

/** The DEFAULT that gives the values of a sequence, as it is stored: by id, so that it follows a renaming. */
export function defaultFrom({ id }: Pick<SequenceRecord, 'id'>): string {
  return `nextval('${id}')`;
}

/** The text of a DEFAULT as it is stored: `find` gives the sequence of a name, or throws. */
export function storedDefault(
  value: Expression,
  find: (name: string, at: number) => SequenceRecord,
): string {
  return printExpression(mapSequenceNames(value, (name, at) => String(find(name, at).id)));
}

/** A stored DEFAULT as people read it. */
export function shownDefault(text: string, sequences: SequenceCatalog): string {
  if (!text.includes('val(')) return text;
  const named = mapSequenceNames(parseExpression(text), (id) => {
    const sequence = sequences.byId(Number(id));
    return sequence === undefined ? id : quotedName(sequence);
  });
  return printExpression(named);
}

/** The ids of the sequences that a stored DEFAULT names. */
export function sequencesInDefault(text: string): readonly number[] {
  if (!text.includes('val(')) return [];
  const ids: number[] = [];
  mapSequenceNames(parseExpression(text), (id) => {
    ids.push(Number(id));
    return id;
  });
  return ids;
}

/** The sequence that a text names: by a name, in `namespace` unless it says another, or by an id. */
export function findNamed(
  sequences: SequenceCatalog,
  text: string,
  namespace: string,
): SequenceRecord | undefined {
  if (/^\d+$/.test(text)) return sequences.byId(Number(text));
  const named = parseQualifiedName(text);
  return sequences.find(named.namespace ?? namespace, named.name);
}

/** `namespace.name` as SQL reads it. */
export function quotedName({
  namespace,
  name,
}: Pick<SequenceRecord, 'namespace' | 'name'>): string {
  return `${quoteName(namespace)}.${quoteName(name)}`;
}
