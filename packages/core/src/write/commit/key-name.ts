/** A key's bytes as latin1 text: an exact and fast map key. */
export function keyName(key: Uint8Array): string {
  const bytes =
    key instanceof Buffer ? key : Buffer.from(key.buffer, key.byteOffset, key.byteLength);
  return bytes.toString('latin1');
}
