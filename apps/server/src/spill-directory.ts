import { mkdirSync, rmSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SpillFile, SpillStore } from '@kalamdb/sql';

/** Before each chunk: its length. */
const HEADER_SIZE = 4;

/**
 * Spill files in a directory of their own. What an earlier run has left there is removed. Throws
 * node's errors of the file system.
 */
export function openSpillDirectory(directory: string): SpillStore {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  let count = 0;
  return {
    create: () => {
      count += 1;
      return new TemporaryFile(join(directory, `${count}.rows`));
    },
  };
}

/** A file that is made by the first chunk. */
class TemporaryFile implements SpillFile {
  readonly #path: string;
  #handle: FileHandle | undefined;
  #size = 0;

  constructor(path: string) {
    this.#path = path;
  }

  async append(chunk: Uint8Array): Promise<void> {
    this.#handle ??= await open(this.#path, 'wx+');
    const header = Buffer.allocUnsafe(HEADER_SIZE);
    header.writeUInt32LE(chunk.length);
    await writeAll(this.#handle, header, this.#size);
    await writeAll(this.#handle, chunk, this.#size + HEADER_SIZE);
    this.#size += HEADER_SIZE + chunk.length;
  }

  async *read(): AsyncGenerator<Uint8Array, void, undefined> {
    const handle = this.#handle;
    if (handle === undefined) return;
    for (let at = 0; at < this.#size; ) {
      const header = await readAll(handle, at, HEADER_SIZE);
      const chunk = await readAll(handle, at + HEADER_SIZE, header.readUInt32LE());
      at += HEADER_SIZE + chunk.length;
      yield chunk;
    }
  }

  async remove(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    this.#size = 0;
    if (handle === undefined) return;
    await handle.close();
    await rm(this.#path, { force: true });
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

async function readAll(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) throw new RangeError('a spill file is shorter than it was written');
    done += bytesRead;
  }
  return bytes;
}
