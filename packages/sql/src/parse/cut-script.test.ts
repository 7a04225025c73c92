import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { statement, withoutOffsets } from '../../test/parse/arbitrary-statement.ts';
import { printStatement } from '../ast/print.ts';
import { cutScript } from './cut-script.ts';
import { parseScript } from './parse.ts';

test.each([
  ['', []],
  [' ; -- nothing ;\n ;/* ; */', []],
  ['SELECT 1', ['SELECT 1']],
  ['SELECT 1; ;SELECT 2;', ['SELECT 1', 'SELECT 2']],
  ["SELECT ';'';'; SELECT \";\"", ["SELECT ';'';'", ' SELECT ";"']],
  ["SELECT E'a'\n';\\';'; SELECT 2", ["SELECT E'a'\n';\\';'", ' SELECT 2']],
  ["SELECT E'\\';'; SELECT e'\\\\'; SELECT 2", ["SELECT E'\\';'", " SELECT e'\\\\'", ' SELECT 2']],
  ["SELECT type'\\'; SELECT 2", ["SELECT type'\\'", ' SELECT 2']],
  ['SELECT $$;$1$$, $1; SELECT $a$;$$;$a$', ['SELECT $$;$1$$, $1', ' SELECT $a$;$$;$a$']],
  [
    'SELECT 1 -- a ; b\n; SELECT 2 /* ; /* ; */ ; */',
    ['SELECT 1 -- a ; b\n', ' SELECT 2 /* ; /* ; */ ; */'],
  ],
  ['EXECUTE AS USER u (SELECT (1);); SELECT 2', ['EXECUTE AS USER u (SELECT (1);)', ' SELECT 2']],
])('%j is cut into %j', (text, parts) => {
  expect(cutScript(text)?.map((part) => part.text)).toEqual(parts);
});

test.each([
  "SELECT 'a; SELECT 2",
  'SELECT "a; SELECT 2',
  'SELECT 1 /* ;',
  'SELECT $a$ ; $A$',
  'SELECT (1; SELECT 2',
  'SELECT 1); (',
])('%j is not cut', (text) => {
  expect(cutScript(text)).toBeUndefined();
});

test('the parts of a script are its statements, and begin where they say', () => {
  const separator = fc.constantFrom(';', ' ; ', ';\n-- ;\n', ';;/* ; */');
  fc.assert(
    fc.property(fc.array(fc.tuple(statement, separator), { maxLength: 5 }), (pairs) => {
      const text = pairs.map(([one, after]) => printStatement(one) + after).join('');
      const parts = cutScript(text) ?? [];
      for (const { text: part, start } of parts) {
        expect(text.slice(start, start + part.length)).toBe(part);
      }
      const statements = (script: string) =>
        parseScript(script).map((parsed) => withoutOffsets(parsed.statement));
      expect(parts.flatMap((part) => statements(part.text))).toEqual(statements(text));
    }),
    { numRuns: 100 },
  );
});
