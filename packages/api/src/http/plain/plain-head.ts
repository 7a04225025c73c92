/** What the SQL route needs of the head of a plain request. */
export interface PlainHead {
  /** Bytes of the body. */
  readonly contentLength: number;
  readonly authorization: string | undefined;
  readonly requestId: string | undefined;
}

/**
 * Read the head of a request, from its first line to before the empty one, as Latin-1 text.
 * `undefined` for all but a plain request: a POST of exactly `path` in HTTP/1.1 with a body of
 * announced length, whose headers say nothing that would change how it is read, answered, or
 * whether the connection goes on. Never refuses one: what is not plain is for a full server to
 * judge, so that there is one judgement about malformed requests. The grammar is that of RFC 9110
 * section 5 and RFC 9112 sections 2 to 5, without obsolete line folding and bytes beyond ASCII.
 */
export function readPlainHead(head: string, path: string): PlainHead | undefined {
  const firstLine = `POST ${path} HTTP/1.1\r\n`;
  if (!head.startsWith(firstLine)) return undefined;
  const values = new Map<string, string>();
  for (const line of head.slice(firstLine.length).split('\r\n')) {
    const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*([\t\x20-\x7e]*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return undefined;
    const key = name.toLowerCase();
    if (values.has(key) && notRepeated.has(key)) return undefined;
    values.set(key, value.trimEnd());
  }
  return isPlain(values) ? plainHead(values) : undefined;
}

/** Headers of which a second one would make it a question which of them counts. */
const notRepeated = new Set([
  'host',
  'content-length',
  'authorization',
  'x-request-id',
  'connection',
  'content-type',
]);

/** Headers that ask for more than an answer to this request's bytes. */
const notPlain = [
  'transfer-encoding',
  'content-encoding',
  'expect',
  'upgrade',
  'trailer',
  'origin',
];

function isPlain(values: ReadonlyMap<string, string>): boolean {
  return (
    values.has('host') &&
    /^\d{1,9}$/.test(values.get('content-length') ?? '') &&
    /^keep-alive$/i.test(values.get('connection') ?? 'keep-alive') &&
    values.get('content-type')?.startsWith('multipart/') !== true &&
    !notPlain.some((name) => values.has(name))
  );
}

function plainHead(values: ReadonlyMap<string, string>): PlainHead {
  return {
    contentLength: Number(values.get('content-length')),
    authorization: values.get('authorization'),
    requestId: values.get('x-request-id'),
  };
}
