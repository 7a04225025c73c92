import { expect, test } from '@jest/globals';
import { welcomeText } from './welcome.ts';

const url = 'http://127.0.0.1:8080';

test('a generated password is shown, with commands that can be copied', () => {
  const text = welcomeText({ url, generatedPassword: 'abcde-fghij' });
  expect(text).toMatchInlineSnapshot(`
"
┌──────────────────────────────────────────────┐
│ KalamDB is ready, and empty.                 │
│                                              │
│   URL        http://127.0.0.1:8080           │
│   user       root                            │
│   password   abcde-fghij                     │
│              (shown only this once: keep it) │
└──────────────────────────────────────────────┘

Sign in, and run your first statement:

TOKEN=$(curl -s http://127.0.0.1:8080/v1/api/auth/login -H 'content-type: application/json' \\
  -d '{"user":"root","password":"abcde-fghij"}' | sed -E 's/.*"access_token":"([^"]*)".*/\\1/')

curl -s http://127.0.0.1:8080/v1/api/sql -H "authorization: Bearer $TOKEN" \\
  -d '{"sql":"SELECT 6 * 7 AS answer, NOW() AS at"}'

"
`);
});

test('a configured password is not repeated', () => {
  const text = welcomeText({ url, generatedPassword: undefined });
  expect(text).toContain('password   the root_password that you have configured');
  expect(text).not.toContain('shown only this once');
});
