/**
 * SQL that we know and do not run (yet): one table from the word where parsing stopped to a plain
 * message, instead of a baffling syntax error. When the grammar learns a form, its entry goes.
 */

/** Where parsing stopped; all words in lower case, `undefined` where there is none. */
export interface StopContext {
  /** The word or symbol that the grammar did not take. */
  readonly word: string;
  readonly previous: string | undefined;
  /**
   * The nearest word before it, outside parentheses that are closed, that opens a clause; `(` when
   * it stands in parentheses without one; `start` for the first word of a statement.
   */
  readonly clause: string;
  /** The nearest verb before it: what kind of statement this is. */
  readonly verb: string | undefined;
}

interface Entry {
  readonly words: readonly string[];
  readonly previous?: readonly string[];
  readonly clauses?: readonly string[];
  readonly verbs?: readonly string[];
  /** What is not supported; `*` stands for the word in capitals. */
  readonly what: string;
  readonly hint?: string;
}

/** Words that open a clause. */
export const clauseWords: ReadonlySet<string> = new Set(
  words(
    `select from where group order having limit offset values set into insert update delete
     create alter drop show explain execute subscribe reindex`,
  ),
);

/** Words that say what kind of statement it is. */
export const verbWords: ReadonlySet<string> = new Set(
  words('select insert update delete create alter drop show explain execute subscribe'),
);

/** What SHOW shows elsewhere. */
const unsupportedShows: readonly string[] = words(
  'storages manifest export backup databases users jobs',
);

/** Whether SHOW of this is known and not supported: it is no parameter. */
export function isUnsupportedShow(word: string): boolean {
  return unsupportedShows.includes(word);
}

const entries: readonly Entry[] = [
  { words: words('search cycle'), previous: [')'], what: 'The clause * of WITH RECURSIVE' },
  {
    words: ['and'],
    previous: words('commit end rollback abort work transaction'),
    what: 'AND CHAIN',
  },
  {
    words: ['vacuum'],
    clauses: ['start'],
    what: 'The statement VACUUM',
    hint: 'Nothing waits to be vacuumed: what is dropped or expired is erased in the background. ANALYZE renews statistics, REINDEX indexes.',
  },
  { words: ['prepared'], previous: words('commit rollback'), what: 'Two-phase commit' },
  {
    words: words(
      `copy grant revoke listen notify
       call do declare fetch lock refresh storage flush
       compact backup restore export kill cluster consume ack clear repair checkpoint upsert
       replace pragma discard import optimize attach rename`,
    ),
    clauses: ['start'],
    what: 'The statement *',
  },
  {
    words: words('database system'),
    clauses: ['reindex'],
    what: 'REINDEX *',
    hint: 'Use REINDEX NAMESPACE for each namespace.',
  },
  {
    words: words(
      `temp temporary unlogged materialized function trigger type
       database extension storage topic policy domain procedure rule vector global local
       foreign recursive`,
    ),
    clauses: ['create'],
    what: 'CREATE *',
  },
  {
    words: words(
      `function trigger type database
       storage topic policy role materialized`,
    ),
    clauses: ['alter'],
    what: 'ALTER *',
  },
  {
    words: words(
      `function trigger type database storage topic policy role
       materialized extension`,
    ),
    clauses: ['drop'],
    what: 'DROP *',
  },
  {
    words: [','],
    clauses: ['drop'],
    what: 'DROP of several users at once',
    hint: 'Drop them one by one.',
  },
  {
    words: ['create'],
    clauses: ['alter'],
    what: 'CREATE INDEX within ALTER TABLE',
    hint: 'Use CREATE INDEX … ON table (column).',
  },
  { words: words('cascade restrict'), clauses: ['drop'], what: '* in this statement' },
  {
    words: unsupportedShows,
    clauses: ['show'],
    what: 'SHOW *',
  },
  { words: words('verbose'), clauses: ['explain'], what: 'EXPLAIN *' },
  { words: ['tablesample'], what: 'TABLESAMPLE' },
  { words: ['nulls'], previous: ['ignore', 'respect'], what: 'IGNORE NULLS and RESPECT NULLS' },
  { words: ['ignore', 'respect'], clauses: ['('], what: '* NULLS' },
  { words: [','], clauses: ['limit'], what: 'LIMIT with two numbers (LIMIT … OFFSET … is)' },
  {
    words: words('statistics storage compression'),
    clauses: ['set'],
    verbs: ['alter'],
    what: 'ALTER COLUMN … SET *',
  },
  { words: words('first after'), verbs: ['alter'], what: 'A place for the column (*)' },
  { words: ['using'], verbs: ['alter'], what: 'TYPE … USING' },
  { words: ['collate'], verbs: ['create'], what: 'COLLATE of a column' },
  { words: words('full partial'), previous: ['match'], what: 'MATCH *' },
  {
    words: ['owner_id'],
    verbs: ['create'],
    what: 'The clause *',
    hint: 'Leave it out: the rows of a USER table belong to those who write them.',
  },
  {
    words: words('retention ephemeral max_buffer'),
    verbs: ['create'],
    what: 'The clause *',
    hint: 'Use CREATE STREAM TABLE … WITH (TTL_SECONDS = n).',
  },
  {
    words: ['using'],
    verbs: ['create'],
    what: 'The clause *',
    hint: 'Leave it out: there is one way to store tables.',
  },
  {
    words: words('partition inherits tablespace'),
    verbs: ['create'],
    what: 'The clause *',
  },
  {
    words: ['comment'],
    verbs: ['create'],
    what: 'The clause *',
    hint: 'Use COMMENT ON TABLE or COMMENT ON COLUMN.',
  },
  { words: words('deferrable initially'), verbs: ['create', 'alter'], what: '*' },
  { words: ['unsigned', 'zerofill'], verbs: ['create'], what: 'The type attribute *' },
  { words: ['like'], verbs: ['create'], what: 'CREATE TABLE … *' },
  {
    words: ['virtual'],
    previous: [')'],
    verbs: ['create'],
    what: 'A generated column that is not STORED',
  },
  { words: words('oauth internal'), verbs: ['create'], what: 'CREATE USER WITH *' },
  { words: words('metadata allow_remote'), verbs: ['create', 'alter'], what: '*' },
];

/** What is known of something that is not supported. */
interface UnsupportedFeature {
  /** The subject of a sentence. */
  readonly what: string;
  /** What to use instead. */
  readonly hint: string | undefined;
}

/** What the text asks for that is not supported, if it is known. */
export function unsupportedFeature(context: StopContext): UnsupportedFeature | undefined {
  const entry = entries.find(
    ({ words: stops, previous, clauses, verbs }) =>
      stops.includes(context.word) &&
      (previous === undefined || previous.includes(context.previous ?? '')) &&
      (clauses === undefined || clauses.includes(context.clause)) &&
      (verbs === undefined || verbs.includes(context.verb ?? '')),
  );
  if (entry === undefined) return undefined;
  return { what: entry.what.replace('*', context.word.toUpperCase()), hint: entry.hint };
}

function words(text: string): string[] {
  return text.split(/\s+/);
}
