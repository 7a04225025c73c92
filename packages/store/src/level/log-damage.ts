/** Records never cross the border of a block; see LevelDB's log format. */
const BLOCK_BYTES = 32 * 1024;
/** Checksum of 4 bytes, length of 2, type of 1. */
const HEADER_BYTES = 7;

/** A write as a whole, or its beginning; the other types go on with one. */
const FULL = 1;
const FIRST = 2;
const LAST = 4;

interface LogRecord {
  readonly type: number;
  /** Where the next one begins, or the block ends. */
  readonly end: number;
}

/**
 * Where in a log of LevelDB a record is damaged that another write follows; `undefined` when there
 * is none. What is broken at the end is no damage: a write that a crash has interrupted.
 */
export function findLogDamage(log: Buffer): number | undefined {
  let at = 0;
  while (at < log.length) {
    const blockEnd = endOfBlock(at);
    if (blockEnd - at < HEADER_BYTES) {
      at = blockEnd;
      continue;
    }
    const record = recordAt(log, at);
    if (record === undefined) return writeBeginsAfter(log, at) ? at : undefined;
    at = record.end;
  }
  return undefined;
}

function endOfBlock(at: number): number {
  return at - (at % BLOCK_BYTES) + BLOCK_BYTES;
}

/** The length of a damaged record tells nothing: in its block a write may begin anywhere. */
function writeBeginsAfter(log: Buffer, damage: number): boolean {
  const blockEnd = endOfBlock(damage);
  for (let at = damage + 1; at < Math.min(blockEnd, log.length); at++) {
    const record = recordAt(log, at);
    if (record !== undefined && isBeginning(record)) return true;
  }
  for (let block = blockEnd; block < log.length; block += BLOCK_BYTES) {
    if (writeBeginsIn(log, block)) return true;
  }
  return false;
}

function writeBeginsIn(log: Buffer, block: number): boolean {
  for (let at = block; at < block + BLOCK_BYTES; ) {
    const record = recordAt(log, at);
    if (record === undefined) return false;
    if (isBeginning(record)) return true;
    at = record.end;
  }
  return false;
}

function isBeginning({ type }: LogRecord): boolean {
  return type === FULL || type === FIRST;
}

/** The intact record that begins at `at`. */
function recordAt(log: Buffer, at: number): LogRecord | undefined {
  const data = at + HEADER_BYTES;
  if (data > log.length) return undefined;
  const type = log[at + 6] as number;
  const end = data + log.readUInt16LE(at + 4);
  if (type < FULL || type > LAST || end > Math.min(endOfBlock(at), log.length)) return undefined;
  return log.readUInt32LE(at) === masked(crc32c(log, at + 6, end)) ? { type, end } : undefined;
}

/** LevelDB stores checksums so, because texts that hold checksums of themselves make bad ones. */
function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** The reversed polynomial of CRC-32C (Castagnoli). */
const POLYNOMIAL = 0x82f63b78;

const crcOfByte = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  return crc;
});

function crc32c(bytes: Uint8Array, start: number, end: number): number {
  let crc = 0xffffffff;
  for (let at = start; at < end; at++) {
    crc = (crcOfByte[(crc ^ (bytes[at] as number)) & 0xff] as number) ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
