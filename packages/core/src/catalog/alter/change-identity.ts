import {
  type AddIdentity,
  type AlterIdentity,
  type DropIdentity,
  type Name,
  type SequenceOption,
  SqlError,
} from '@kalamdb/sql';
import { alterCounting } from '../../sequences/define-sequence.ts';
import {
  checkIdentityOptions,
  identityCounting,
  type OwnedSequence,
  ownedDraft,
  withDefault,
} from '../owned-sequence.ts';
import type { ColumnRecord } from '../table-definition.ts';
import { type Alteration, changeColumn, findColumn } from './alteration.ts';

/** ADD GENERATED … AS IDENTITY: the column gets a sequence, which does not look at its values. */
export function addIdentity(
  alteration: Alteration,
  { column: name, identity }: AddIdentity,
): Alteration {
  const column = findColumn(alteration, name);
  const reason = notCountable(column);
  if (reason !== undefined) throw wrongState(`column "${name.text}" ${reason}`, name);
  const counting = identityCounting(column, identity.options, name.at);
  const { generation } = identity;
  const altered = changeColumn(alteration, column.id, { identity: generation });
  return {
    ...withSequence(altered, { columnId: column.id, counting }),
    done: [...alteration.done, `added identity of column ${name.text}`],
  };
}

/** The alteration with a sequence for a column, which draws its DEFAULT from it. */
export function withSequence(alteration: Alteration, owned: OwnedSequence): Alteration {
  const { definition, surroundings, counters, sequences } = alteration;
  const draft = ownedDraft(surroundings, definition, owned);
  const sequence = { ...draft, id: counters.newId() };
  return {
    ...alteration,
    definition: withDefault(definition, sequence),
    sequences: [...sequences, sequence],
  };
}

function notCountable(column: ColumnRecord): string | undefined {
  if (column.identity !== undefined) return 'is already an identity column';
  if (column.nullable) return 'must be declared NOT NULL before identity can be added';
  const { defaultText, generatedText } = column;
  return (defaultText ?? generatedText) === undefined ? undefined : 'already has a default value';
}

/** SET GENERATED …, options of the sequence, and RESTART. */
export function alterIdentity(
  alteration: Alteration,
  { column: name, generation, options }: AlterIdentity,
): Alteration {
  const column = findColumn(alteration, name);
  if (column.identity === undefined) throw notIdentity(name);
  checkIdentityOptions(options);
  const altered =
    generation === undefined
      ? alteration
      : changeColumn(alteration, column.id, { identity: generation });
  return {
    ...countedBy(altered, column, options),
    done: [...alteration.done, `changed identity of column ${name.text}`],
  };
}

/** The alteration with other options of the sequence of an identity column. */
export function countedBy(
  alteration: Alteration,
  { id }: ColumnRecord,
  options: readonly SequenceOption[],
): Alteration {
  if (options.length === 0) return alteration;
  const { sequences, counters } = alteration;
  return {
    ...alteration,
    sequences: sequences.map((sequence) =>
      sequence.owner?.columnId === id
        ? { ...sequence, ...alterCounting(sequence, options, counters.state(sequence)) }
        : sequence,
    ),
  };
}

/** DROP IDENTITY: its values stay. */
export function dropIdentity(
  alteration: Alteration,
  { column: name, ifExists }: DropIdentity,
): Alteration {
  const column = findColumn(alteration, name);
  if (column.identity === undefined) {
    if (ifExists) return alteration;
    throw notIdentity(name);
  }
  const { sequences, done } = alteration;
  return {
    ...changeColumn(alteration, column.id, { identity: undefined, defaultText: undefined }),
    sequences: sequences.filter(({ owner }) => owner?.columnId !== column.id),
    done: [...done, `dropped identity of column ${name.text}`],
  };
}

/** SQL_SYNTAX for a setting that an identity column has decided. */
export function refuseOfIdentity({ identity }: ColumnRecord, { text, at }: Name): void {
  if (identity === undefined) return;
  throw new SqlError('SQL_SYNTAX', `column "${text}" is an identity column`, {
    position: at,
    hint: `Use ALTER TABLE … ALTER COLUMN ${text} DROP IDENTITY first.`,
  });
}

function notIdentity(name: Name): SqlError {
  return wrongState(`column "${name.text}" is not an identity column`, name);
}

function wrongState(message: string, { at }: Name): SqlError {
  return new SqlError('SQL_INVALID_STATE', message, { position: at });
}
