import { expect, test } from '@jest/globals';
import { serverAddress } from './server-address.ts';

test.each([
  ['127.0.0.1', '', 'http://127.0.0.1:80', 'ws://127.0.0.1:80/v1/ws', true, false],
  ['localhost', '', 'http://localhost:80', 'ws://localhost:80/v1/ws', true, false],
  ['::1', '', 'http://[::1]:80', 'ws://[::1]:80/v1/ws', true, false],
  ['0.0.0.0', '', 'http://127.0.0.1:80', 'ws://127.0.0.1:80/v1/ws', false, false],
  ['::', '', 'http://[::1]:80', 'ws://[::1]:80/v1/ws', false, false],
  ['10.0.0.7', '', 'http://10.0.0.7:80', 'ws://10.0.0.7:80/v1/ws', false, false],
  ['0.0.0.0', 'https://db.org', 'http://127.0.0.1:80', 'wss://db.org/v1/ws', false, true],
  ['0.0.0.0', 'http://db.org:81', 'http://127.0.0.1:80', 'ws://db.org:81/v1/ws', false, false],
])('%s, public as "%s"', (host, publicUrl, url, socketUrl, isLocal, isSecure) => {
  const address = serverAddress({ host, public_url: publicUrl }, 80);
  expect(address).toEqual({ url, socketUrl, isLocal, isSecure });
});
