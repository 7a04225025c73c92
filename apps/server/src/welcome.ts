/** What a person needs to know after the very first start. */
export interface FirstStart {
  readonly url: string;
  /** `undefined`: it was chosen in the configuration, and is not repeated. */
  readonly generatedPassword: string | undefined;
}

/** The text shown once, when the first start has created root. For people, not for the log. */
export function welcomeText({ url, generatedPassword }: FirstStart): string {
  const password = generatedPassword ?? 'the root_password that you have configured';
  const facts = [
    'KalamDB is ready, and empty.',
    '',
    `  URL        ${url}`,
    '  user       root',
    `  password   ${password}`,
    ...(generatedPassword === undefined ? [] : ['             (shown only this once: keep it)']),
  ];
  return `\n${boxed(facts)}\n\n${firstCommands(url, generatedPassword ?? '<root password>')}\n\n`;
}

function boxed(lines: readonly string[]): string {
  const width = Math.max(...lines.map(({ length }) => length)) + 2;
  const rule = '─'.repeat(width);
  const rows = lines.map((line) => `│ ${line.padEnd(width - 1)}│`);
  return [`┌${rule}┐`, ...rows, `└${rule}┘`].join('\n');
}

/** Outside of the box, so that they can be copied. */
function firstCommands(url: string, password: string): string {
  return `Sign in, and run your first statement:

TOKEN=$(curl -s ${url}/v1/api/auth/login -H 'content-type: application/json' \\
  -d '{"user":"root","password":"${password}"}' | sed -E 's/.*"access_token":"([^"]*)".*/\\1/')

curl -s ${url}/v1/api/sql -H "authorization: Bearer $TOKEN" \\
  -d '{"sql":"SELECT 6 * 7 AS answer, NOW() AS at"}'`;
}
