import type { Choices } from '../../choices.ts';
import { rowsOf } from '../model/model.ts';
import { somePredicate } from '../model/predicate.ts';
import { type Column, fieldOf, names, type Row, stored, writable } from '../model/row.ts';
import type { Table } from '../model/table.ts';
import { literal, someValueOrNull, type Value } from '../model/value.ts';
import { uniqueKeys } from '../model/violations.ts';
import type { Edit } from '../model/write-rows.ts';
import { nothing, placeOf, type Scene, type Step } from './scene.ts';
import { alone, type Write } from './write.ts';

/** Rows of the table and of the source that belong together, or one of them that is alone. */
interface Pair {
  readonly target: Row | undefined;
  readonly source: Row | undefined;
}

/** `WHEN … [AND condition] THEN action` */
interface Clause {
  readonly text: string;
  isMet(pair: Pair): boolean;
  /** `undefined`: DO NOTHING. */
  edit(pair: Pair): Edit | undefined;
}

type Side = 'matched' | 'by target' | 'by source';

/** MERGE of a table's rows, of which one at most is beside each row. */
export function merge(scene: Scene): Step | undefined {
  const { choices, model } = scene;
  const table = choices.pick(model.tables);
  const from = choices.pick(model.tables);
  const [key, ...others] = from.key;
  // What becomes of rows of the table that reference others of it depends on their order.
  const isOwnChild = table.references.some(({ target }) => target === table);
  if (scene.isCommon || isOwnChild || key === undefined || others.length > 0) return undefined;
  const links = table.columns.filter(({ type }) => type === key.type);
  if (links.length === 0) return undefined;
  const link = choices.pick(links);
  const clauses = someClauses(choices, table, from);
  const write: Write = {
    table,
    sql: `MERGE INTO ${table.name} AS x USING ${from.name} AS y ON x.${link.name} = y.${key.name} ${clauses.map(({ text }) => text).join(' ')}`,
    list: table.columns.map(({ name }) => `x.${name}`).join(', '),
    changes(read) {
      const sources = rowsOf(model.contents, from, placeOf(scene, from));
      return { edits: editsOf(pairsOf(read, sources, link, key), clauses), reasons: nothing };
    },
  };
  const present = rowsOf(model.contents, table, placeOf(scene, table));
  const { edits } = write.changes(present, present);
  return dependsOnOrder(table, edits) ? undefined : alone(scene, write, choices.rarely(3));
}

function pairsOf(
  targets: readonly Row[],
  sources: readonly Row[],
  link: Column,
  key: Column,
): readonly Pair[] {
  const pairs = targets.map((target): Pair => {
    const source = sources.find((one) => fieldOf(one, key) === fieldOf(target, link));
    return { target, source };
  });
  const paired = new Set(pairs.map(({ source }) => source));
  const alone = sources.filter((source) => !paired.has(source));
  return [...pairs, ...alone.map((source) => ({ target: undefined, source }))];
}

function editsOf(pairs: readonly Pair[], clauses: readonly Clause[]): readonly Edit[] {
  return pairs.flatMap((pair) => {
    const edit = clauses.find((clause) => clause.isMet(pair))?.edit(pair);
    return edit === undefined ? [] : [edit];
  });
}

/** Whether a row takes a key that another one gives up: it may come before or behind it. */
function dependsOnOrder(table: Table, edits: readonly Edit[]): boolean {
  return uniqueKeys(table).some((keyOf) => {
    const textOf = (row: Row | undefined) => row && keyOf(row);
    const left = new Set(
      edits.flatMap(({ before, after }) => {
        const text = textOf(before);
        return text === undefined || text === textOf(after) ? [] : [text];
      }),
    );
    return edits.some(({ after }) => left.has(textOf(after) ?? ''));
  });
}

/** For each side perhaps a clause with a condition, then perhaps one without. */
function someClauses(choices: Choices, table: Table, from: Table): readonly Clause[] {
  const clauses = (['matched', 'by target', 'by source'] as const).flatMap((side) => [
    ...(choices.rarely(3) ? [someClause(choices, { side, table, from, isChecked: true })] : []),
    ...(choices.rarely(2) ? [someClause(choices, { side, table, from, isChecked: false })] : []),
  ]);
  if (clauses.length > 0) return clauses;
  return [someClause(choices, { side: 'by target', table, from, isChecked: false })];
}

interface ClauseParts {
  readonly side: Side;
  readonly table: Table;
  readonly from: Table;
  readonly isChecked: boolean;
}

const heads: Readonly<Record<Side, string>> = {
  matched: 'WHEN MATCHED',
  'by target': 'WHEN NOT MATCHED',
  'by source': 'WHEN NOT MATCHED BY SOURCE',
};

function someClause(choices: Choices, { side, table, from, isChecked }: ClauseParts): Clause {
  const ofSource = side === 'by target' || (side === 'matched' && choices.rarely(2));
  const columns = ofSource ? from.columns : table.columns;
  const condition = isChecked ? somePredicate(choices, columns) : undefined;
  const action = side === 'by target' ? someInsert(choices, table, from) : undefined;
  const done = action ?? someChange(choices, table, side === 'matched' ? from : undefined);
  const and = condition === undefined ? '' : ` AND ${condition.text(ofSource ? 'y.' : 'x.')}`;
  return {
    text: `${heads[side]}${and} THEN ${done.text}`,
    isMet(pair) {
      const row = ofSource ? pair.source : pair.target;
      return isOn(side, pair) && (condition === undefined || condition.test(row as Row) === true);
    },
    edit: done.edit,
  };
}

function isOn(side: Side, { target, source }: Pair): boolean {
  if (side === 'matched') return target !== undefined && source !== undefined;
  return side === 'by target' ? target === undefined : source === undefined;
}

type Action = Pick<Clause, 'text' | 'edit'>;

const doNothing: Action = { text: 'DO NOTHING', edit: () => undefined };

/** `from`: the source, if there is a row of it. */
function someChange(choices: Choices, table: Table, from: Table | undefined): Action {
  const kind = choices.below(6);
  if (kind === 0) return doNothing;
  if (kind === 1) return { text: 'DELETE', edit: ({ target }) => ({ before: target }) };
  const column = choices.pick(writable(table.columns));
  const value = someTaken(choices, column, from);
  return {
    text: `UPDATE SET ${column.name} = ${value.text}`,
    edit: ({ target, source }) => {
      const after = stored(new Map(target).set(column, value.of(source)));
      return { before: target, after };
    },
  };
}

function someInsert(choices: Choices, table: Table, from: Table): Action {
  if (choices.rarely(6)) return doNothing;
  const given = writable(table.columns).filter(
    (column) => table.key.includes(column) || column.counter !== undefined || !choices.rarely(4),
  );
  const values = given.map((column) => someTaken(choices, column, from));
  return {
    text: `INSERT (${names(given)}) VALUES (${values.map(({ text }) => text).join(', ')})`,
    edit: ({ source }) => {
      const fields = table.columns.map((column) => {
        const value = values[given.indexOf(column)];
        return [column, value === undefined ? column.default : value.of(source)] as const;
      });
      return { after: stored(new Map(fields)) };
    },
  };
}

/** A value of the source's row, or a literal. */
interface Taken {
  readonly text: string;
  of(source: Row | undefined): Value;
}

function someTaken(choices: Choices, { type }: Column, from: Table | undefined): Taken {
  const same = from?.columns.filter((column) => column.type === type) ?? [];
  if (same.length > 0 && !choices.rarely(4)) {
    const column = choices.pick(same);
    return { text: `y.${column.name}`, of: (source) => fieldOf(source as Row, column) };
  }
  const value = someValueOrNull(choices, type);
  return { text: literal(value), of: () => value };
}
