import { gzipSync } from 'node:zlib';

/** Messages from this size on are compressed, if the client wants it and they get smaller. */
const COMPRESSION_MIN_BYTES = 512;

/** An encoded message, which may go to many clients. */
export interface Frame {
  /** UTF-8 text. */
  readonly text: Buffer;
  /** The text compressed, once for all; `undefined` when that does not make it smaller. */
  compressed(): Buffer | undefined;
}

/** A frame of UTF-8 text; compressed when first wanted so. */
export function createFrame(text: Buffer): Frame {
  let done = text.length < COMPRESSION_MIN_BYTES;
  let gzip: Buffer | undefined;
  return {
    text,
    compressed: () => {
      if (!done) {
        gzip = smaller(gzipSync(text), text);
        done = true;
      }
      return gzip;
    },
  };
}

function smaller(compressed: Buffer, text: Buffer): Buffer | undefined {
  return compressed.length < text.length ? compressed : undefined;
}
