// Test files are records separated by blank lines:
//
//   statement ok|error [message]|count N      query TYPES|error [sort [label]]
//   SQL …                                     SQL …
//                                             ----
//                                             result
//
// `skipif ENGINE` and `onlyif ENGINE` before a record limit it; `halt` ends the file. Messages of
// errors, labels and `hash-threshold` are for those who write such files, and are read over.
import { foreignReason } from './foreign-statement.ts';
import type { Expected, SltRecord, SortMode } from './record.ts';

/** Our name in `skipif` and `onlyif`: the dialect is PostgreSQL's. */
const ENGINE = 'postgresql';

/** Directives that change nothing about what a record must give. */
const ignored: ReadonlySet<string> = new Set(['hash-threshold', 'subtest']);

/** The records of a test file of either form, in order. Never throws: what it cannot read is skipped. */
export function parseSlt(text: string): SltRecord[] {
  const reader = new Reader(text);
  const records: SltRecord[] = [];
  const state: State = { sort: 'nosort', skip: undefined };
  for (let line = reader.next(); line !== undefined; line = reader.next()) {
    const words = line.replace(/(^|\s)#.*$/, '').trim();
    if (words === '') continue;
    const record = readRecord(words.split(/\s+/), reader, state);
    if (record === 'halt') break;
    if (record !== undefined) records.push(record);
  }
  return records;
}

interface State {
  /** The order of results when a query does not say. */
  sort: SortMode;
  /** Why the next record is not for us. */
  skip: string | undefined;
}

function readRecord(words: string[], reader: Reader, state: State): SltRecord | 'halt' | undefined {
  const [directive, argument = ''] = words;
  if (directive === 'skipif' || directive === 'onlyif') {
    if ((directive === 'skipif') === (argument === ENGINE)) {
      state.skip ??= `${directive} ${argument}`;
    }
    return undefined;
  }
  const { line } = reader;
  const { skip } = state;
  state.skip = undefined;
  if (directive === 'halt') return skip === undefined ? 'halt' : undefined;
  if (ignored.has(directive)) return undefined;
  if (directive === 'control' && argument === 'sortmode' && isSortMode(words[2])) {
    state.sort = words[2];
    return undefined;
  }
  if (directive === 'include') return { kind: 'include', line, path: argument };
  const record = readSql(words, reader, state.sort);
  const reason = skip ?? foreignReason(record);
  return reason === undefined ? record : { kind: 'skipped', line, reason };
}

function readSql(words: string[], reader: Reader, sort: SortMode): SltRecord {
  const [directive] = words;
  if (directive === 'statement') return readStatement(words, reader);
  return directive === 'query' ? readQuery(words, reader, sort) : unreadable(directive, reader);
}

function readStatement([, outcome, argument]: string[], reader: Reader): SltRecord {
  const { line } = reader;
  if (outcome === 'error') return readError(reader);
  if (outcome !== 'ok' && outcome !== 'count') return unreadable(`statement ${outcome}`, reader);
  const { sql } = reader.sql();
  const count = outcome === 'count' ? Number(argument) : undefined;
  return { kind: 'statement', line, sql, outcome: 'ok', count };
}

function readQuery([, types, ...options]: string[], reader: Reader, sort: SortMode): SltRecord {
  if (types === 'error') return readError(reader);
  const { line } = reader;
  const { sql, hasResult } = reader.sql();
  const lines = hasResult ? reader.block() : [];
  const expected = readExpected(lines);
  return { kind: 'query', line, sql, types, sort: options.find(isSortMode) ?? sort, expected };
}

/** A message below `----` may hold single blank lines: two of them end it. */
function readError(reader: Reader): SltRecord {
  const { line } = reader;
  const { sql, hasResult } = reader.sql();
  if (hasResult) {
    while (reader.block().length > 0 && !reader.atBlank());
  }
  return { kind: 'statement', line, sql, outcome: 'error', count: undefined };
}

function readExpected(lines: readonly string[]): Expected {
  const hash = lines.length === 1 && /^(\d+) values? hashing to ([0-9a-f]{32})$/.exec(lines[0]);
  if (!hash) return { kind: 'lines', lines };
  return { kind: 'hash', count: Number(hash[1]), md5: hash[2] };
}

function unreadable(directive: string, reader: Reader): SltRecord {
  const { line } = reader;
  reader.block();
  return { kind: 'skipped', line, reason: `directive \`${directive}\` is not known` };
}

function isSortMode(word: string | undefined): word is SortMode {
  return word === 'nosort' || word === 'rowsort' || word === 'valuesort';
}

class Reader {
  readonly #lines: readonly string[];
  #index = 0;

  constructor(text: string) {
    this.#lines = text.split(/\r?\n/);
  }

  /** Number of the line last read, from 1. */
  get line(): number {
    return this.#index;
  }

  next(): string | undefined {
    return this.#lines[this.#index++];
  }

  atBlank(): boolean {
    return this.#index >= this.#lines.length || this.#lines[this.#index].trim() === '';
  }

  /** The lines up to a blank one or the end. */
  block(): string[] {
    const start = this.#index;
    while (!this.atBlank()) this.#index++;
    return this.#lines.slice(start, this.#index++);
  }

  /** SQL up to `----`, a blank line or the end; `hasResult` after `----`. */
  sql(): { sql: string; hasResult: boolean } {
    const start = this.#index;
    while (!this.atBlank() && this.#lines[this.#index].trimEnd() !== '----') this.#index++;
    const sql = this.#lines.slice(start, this.#index).join('\n');
    const hasResult = !this.atBlank();
    this.#index++;
    return { sql, hasResult };
  }
}
