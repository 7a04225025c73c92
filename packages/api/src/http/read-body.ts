import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { ApiError } from '../error.ts';

/**
 * The request's body as text. Throws ApiError BODY_TOO_LARGE as soon as more than `maxBytes` are
 * announced or received, UNSUPPORTED_MEDIA_TYPE for multipart or compressed bodies, INVALID_INPUT
 * when it is not UTF-8 or breaks off.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > maxBytes) return Promise.reject(tooLarge(announced, maxBytes));
  const unsupported = unsupportedForm(request);
  if (unsupported !== undefined) return Promise.reject(unsupported);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else reject(tooLarge(size, maxBytes));
    });
    request.on('end', () => {
      try {
        resolve(bodyText(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks), maxBytes));
      } catch (error) {
        reject(error);
      }
    });
    request.on('error', (cause) => {
      reject(new ApiError('INVALID_INPUT', 'the body broke off', { cause }));
    });
  });
}

/** The text of a body that is all there. Throws ApiError BODY_TOO_LARGE or INVALID_INPUT. */
export function bodyText(body: Buffer, maxBytes: number): string {
  if (body.length > maxBytes) throw tooLarge(body.length, maxBytes);
  if (!isUtf8(body)) throw new ApiError('INVALID_INPUT', 'the body is not valid UTF-8');
  return body.toString('utf8');
}

function tooLarge(size: number, maxBytes: number): ApiError {
  return new ApiError(
    'BODY_TOO_LARGE',
    `the body has ${size} bytes or more; the limit is ${maxBytes}`,
  );
}

/** JSON is taken whatever it is called: curl's default type is that of a form. */
function unsupportedForm({ headers }: IncomingMessage): ApiError | undefined {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    return new ApiError('UNSUPPORTED_MEDIA_TYPE', `send the body as it is, not as ${encoding}`);
  }
  if (headers['content-type']?.startsWith('multipart/') !== true) return undefined;
  return new ApiError(
    'UNSUPPORTED_MEDIA_TYPE',
    `send the body as application/json, not as ${headers['content-type'].split(';', 1)[0]}`,
  );
}
