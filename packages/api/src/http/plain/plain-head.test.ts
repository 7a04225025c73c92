import { describe, expect, test } from '@jest/globals';
import { readPlainHead } from './plain-head.ts';

const read = (...lines: string[]) =>
  readPlainHead(['POST /v1/api/sql HTTP/1.1', ...lines].join('\r\n'), '/v1/api/sql');

describe('a plain head', () => {
  test('tells what the route needs', () => {
    const head = read(
      'Host: db.example:8080',
      'AUTHORIZATION:Bearer a.b.c \t',
      'Content-Type: application/json; charset=utf-8',
      'content-length:\t 12',
      'Connection: Keep-Alive',
      'X-Request-Id: one',
      'Accept: */*',
      'Accept: again',
      'X-Empty:',
    );
    expect(head).toEqual({ contentLength: 12, authorization: 'Bearer a.b.c', requestId: 'one' });
  });

  test('may lack what is not needed', () => {
    expect(read('Host: x', 'Content-Length: 0')).toEqual({
      contentLength: 0,
      authorization: undefined,
      requestId: undefined,
    });
  });
});

describe('for a full server is', () => {
  const usual = ['Host: x', 'Content-Length: 2'];

  test.each([
    ['GET /v1/api/sql HTTP/1.1'],
    ['POST /v1/api/sql HTTP/1.0'],
    ['POST /v1/api/sql?x=1 HTTP/1.1'],
    ['POST /v1/api/sqlx HTTP/1.1'],
    ['POST  /v1/api/sql HTTP/1.1'],
    ['post /v1/api/sql HTTP/1.1'],
    ['POST http://x/v1/api/sql HTTP/1.1'],
  ])('%s', (line) => {
    expect(readPlainHead([line, ...usual].join('\r\n'), '/v1/api/sql')).toBeUndefined();
  });

  test.each([
    ['no host', ['Content-Length: 2']],
    ['no length', ['Host: x']],
    ['an odd length', ['Host: x', 'Content-Length: +2']],
    ['a length in parts', ['Host: x', 'Content-Length: 2, 2']],
    ['a huge length', ['Host: x', 'Content-Length: 12345678901']],
    ['two lengths', [...usual, 'content-length: 2']],
    ['two hosts', [...usual, 'host: y']],
    ['two tokens', [...usual, 'Authorization: Bearer a', 'Authorization: Bearer b']],
    ['chunks', [...usual, 'Transfer-Encoding: chunked']],
    ['a compressed body', [...usual, 'Content-Encoding: gzip']],
    ['a form', [...usual, 'Content-Type: multipart/form-data; boundary=x']],
    ['an expectation', [...usual, 'Expect: 100-continue']],
    ['an upgrade', [...usual, 'Upgrade: websocket']],
    ['a trailer', [...usual, 'Trailer: Expires']],
    ['a page of another origin', [...usual, 'Origin: https://x']],
    ['the end of the connection', [...usual, 'Connection: close']],
    ['more about the connection', [...usual, 'Connection: keep-alive, Upgrade']],
    ['a space before the colon', [...usual, 'X : 1']],
    ['no colon', [...usual, 'X']],
    ['no name', [...usual, ': 1']],
    ['a folded line', [...usual, 'X: 1', ' 2']],
    ['an empty line', [...usual, '', 'X: 1']],
    ['a bare line feed', [...usual, 'X: 1\nY: 2']],
    ['a bare carriage return', [...usual, 'X: 1\rY: 2']],
    ['a zero byte', [...usual, 'X: \0']],
    ['bytes beyond ASCII', [...usual, 'X: \u00e9']],
  ])('%s', (_name, lines) => {
    expect(read(...lines)).toBeUndefined();
  });
});
