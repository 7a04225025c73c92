import { expect, test } from '@jest/globals';
import { didYouMean } from './did-you-mean.ts';

const known = ['KALAMDB_HOST', 'KALAMDB_PORT', 'server.port', 'limits'];

test.each([
  ['KALAMDB_PROT', ' (did you mean KALAMDB_PORT?)'],
  ['KALAMDB_HOSTS', ' (did you mean KALAMDB_HOST?)'],
  ['limit', ' (did you mean limits?)'],
  ['server.prt', ' (did you mean server.port?)'],
  ['storage.everything', ''],
  ['', ''],
])('%s%s', (name, hint) => {
  expect(didYouMean(name, known)).toBe(hint);
});
