import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SqlError } from '../../src/error.ts';
import { type GoldenDirective, runRecords } from '../../src/testing/golden.ts';
import { MemoryDatabase } from '../../src/testing/memory-database.ts';

const numRuns = Number(process.env.MUTATED_STATEMENTS ?? 4_000);
const seed = Number(process.env.MUTATION_SEED ?? 7);

interface Corpus {
  readonly database: MemoryDatabase;
  /** Statements over its tables, as their tokens. */
  readonly statements: readonly (readonly string[])[];
}

/** The golden files: each has tables of its own and statements over them. */
async function readCorpora(): Promise<readonly Corpus[]> {
  const folder = dirname(fileURLToPath(import.meta.url));
  const files = readdirSync(folder).filter((name) => name.endsWith('.test.txt'));
  return Promise.all(files.map((name) => readCorpus(readFileSync(join(folder, name), 'utf8'))));
}

async function readCorpus(text: string): Promise<Corpus> {
  const database = new MemoryDatabase();
  const statements: (readonly string[])[] = [];
  const add: GoldenDirective = async ({ directive, input }) => {
    if (directive === 'exec') await database.run(input);
    statements.push(tokensOf(input));
    return '';
  };
  await runRecords(text, { exec: add, query: add, plan: add, error: add });
  return { database, statements };
}

function tokensOf(text: string): readonly string[] {
  return text.match(/'[^']*'|"[^"]*"|\s+|\w+|[<>=!|:@#-]+|./g) ?? [];
}

interface Mutation {
  readonly kind: 'delete' | 'replace' | 'insert' | 'repeat' | 'nest' | 'cut';
  readonly at: number;
  readonly length: number;
  /** Where another statement gives tokens from. */
  readonly from: number;
  readonly times: number;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('delete', 'replace', 'insert', 'repeat', 'nest', 'cut'),
  at: fc.nat(0xffff),
  length: fc.integer({ min: 1, max: 6 }),
  from: fc.nat(0xff_ffff),
  times: fc.integer({ min: 1, max: 40 }),
});

function mutate(
  tokens: readonly string[],
  { kind, at, length, from, times }: Mutation,
  others: readonly string[],
): readonly string[] {
  const start = at % (tokens.length + 1);
  const end = Math.min(tokens.length, start + length);
  const [before, part, after] = [
    tokens.slice(0, start),
    tokens.slice(start, end),
    tokens.slice(end),
  ];
  const source = from % (others.length + 1);
  const other = others.slice(source, source + length);
  switch (kind) {
    case 'delete':
      return [...before, ...after];
    case 'replace':
      return [...before, ...other, ...after];
    case 'insert':
      return [...before, ...other, ...part, ...after];
    case 'repeat':
      return [...before, ...Array.from({ length: times }, () => part).flat(), ...after];
    case 'nest':
      return [...before, '('.repeat(times), ...part, ')'.repeat(times), ...after];
    case 'cut':
      return before;
  }
}

test(`${numRuns} mutated statements are bound or refused with a coded error (seed ${seed})`, async () => {
  const corpora = await readCorpora();
  const all = corpora.flatMap(({ statements }) => statements.flat());
  const seen = { bound: 0, refused: 0 };
  const isHandled = fc.property(
    fc.nat(0xffff),
    fc.nat(0xffff),
    fc.array(mutation, { minLength: 1, maxLength: 4 }),
    (file, statement, mutations) => {
      const { database, statements } = corpora[file % corpora.length];
      const tokens = statements[statement % statements.length];
      const sql = mutations.reduce((text, each) => mutate(text, each, all), tokens).join('');
      try {
        database.prepare(sql);
        seen.bound += 1;
      } catch (error) {
        if (!(error instanceof SqlError)) throw new Error(`in ${sql}`, { cause: error });
        expect(error.position ?? 0).toBeLessThanOrEqual(sql.length);
        seen.refused += 1;
      }
    },
  );
  fc.assert(isHandled, { numRuns, seed });
  // Most are refused; without those that are not, little of the binder would be seen.
  expect(seen.bound).toBeGreaterThan(numRuns / 20);
});
