/** Bytes in one growing array; set `size` to 0 to begin anew. */
export class ByteWriter {
  bytes = new Uint8Array(256);
  size = 0;

  /** The lowest 8 bits of `value`. */
  byte(value: number): void {
    if (this.size === this.bytes.length) {
      const grown = new Uint8Array(this.size * 2);
      grown.set(this.bytes);
      this.bytes = grown;
    }
    this.bytes[this.size++] = value;
  }

  /** 32 bits, high byte first. */
  word(value: number): void {
    this.byte(value >>> 24);
    this.byte(value >>> 16);
    this.byte(value >>> 8);
    this.byte(value);
  }
}
