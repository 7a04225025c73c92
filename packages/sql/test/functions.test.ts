import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import {
  describeFunctions,
  type FunctionDescription,
} from '../src/bind/functions/describe-functions.ts';
import { functionNotes } from '../src/bind/functions/notes/function-notes.ts';
import { formatValue } from '../src/testing/format-rows.ts';
import { MemoryDatabase } from '../src/testing/memory-database.ts';

const path = new URL('../../../docs/functions.md', import.meta.url).pathname;

const head = `# Functions

The functions that SQL can call by a name, with an example and what it gives. \`system.functions\` lists them with all their forms. A NULL argument gives NULL unless it says otherwise. Operators, LIKE, CASE and casts are in [sql.md](sql.md).

This file is written by a test (\`UPDATE=1\`), which runs the examples. Those of aggregates are over the rows (1, 'a'), (2, 'b') and (3, 'a') of \`n\` and \`t\`. Functions that give sets of rows stand in FROM, or in the select list where they give one column.
`;

/** More overloads than this are told as one. */
const MAX_SHOWN = 6;

const byName = new Map<string, FunctionDescription[]>();
const unnest: FunctionDescription = {
  name: 'unnest',
  parameters: ['array …'],
  parameterNames: [],
  defaults: [],
  returns: 'SETOF element …',
  kind: 'set',
  volatility: 'immutable',
  description: undefined,
};

for (const description of [...describeFunctions(), unnest]) {
  const overloads = byName.get(description.name);
  if (overloads === undefined) byName.set(description.name, [description]);
  else overloads.push(description);
}

function signatures(name: string): string {
  const overloads = byName.get(name) ?? [];
  if (overloads.length > MAX_SHOWN) return `${name}(any type …)`;
  return [...new Set(overloads.map(signature))].join('<br>');
}

function signature({ name, parameters, returns }: FunctionDescription): string {
  return `${name}(${parameters.join(', ')}) → ${returns}`;
}

async function exampleResult(
  database: MemoryDatabase,
  title: string,
  example: string,
): Promise<string> {
  const query =
    title === 'Sets of rows' ? `SELECT * FROM ${example}` : `SELECT ${example} FROM examples`;
  const { schema, rows } = await database.run(query);
  return rows
    .map((row) => {
      const values = row.map((value, index) => formatValue(schema[index].type, value)).join(', ');
      return row.length === 1 ? values : `(${values})`;
    })
    .join(', ');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

async function section(title: string): Promise<string> {
  const database = new MemoryDatabase();
  const rows = title === 'Aggregates' ? "(1, 'a'), (2, 'b'), (3, 'a')" : "(1, 'a')";
  await database.run(
    `CREATE TABLE examples (n INT PRIMARY KEY, t TEXT); INSERT INTO examples VALUES ${rows}`,
  );
  const lines = [`## ${title}`, '', '| function | gives | example | |', '|---|---|---|---|'];
  for (const [name, [what, example]] of Object.entries(functionNotes[title])) {
    const result = await exampleResult(database, title, example);
    const cells = [signatures(name), what, `\`${example}\``, `\`${result}\``];
    lines.push(`| ${cells.map(cell).join(' | ')} |`);
  }
  return lines.join('\n');
}

test('docs/functions.md has the signatures, and what the examples give', async () => {
  const sections: string[] = [];
  for (const title of Object.keys(functionNotes)) sections.push(await section(title));
  const actual = `${head}\n${sections.join('\n\n')}\n`;
  if (process.env.UPDATE === '1') writeFileSync(path, actual);
  else expect(readFileSync(path, 'utf8')).toBe(actual);
});

test('every note is of a function', () => {
  const noted = Object.values(functionNotes).flatMap((notes) => Object.keys(notes));
  expect(noted.filter((name) => !byName.has(name))).toEqual([]);
  expect(new Set(noted).size).toBe(noted.length);
});
