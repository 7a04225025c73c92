/** Registers as a power of two; the standard error of the estimate is 1.04 / 2^(13 / 2) = 1.1 %. */
const PRECISION = 13;
const REGISTERS = 2 ** PRECISION;

/** Of the object and its array, about. */
const OBJECT_BYTES = 200;

/** Up to this many different hashes are kept as they are, and the count is exact. */
const MAX_EXACT = 256;

/**
 * Estimates how many different values there are from their hashes, in 8 KiB at most (Flajolet,
 * Fusy, Gandouet, Meunier, "HyperLogLog: the analysis of a near-optimal cardinality estimation
 * algorithm"; with Ertl's estimator of "New cardinality estimation algorithms for HyperLogLog
 * sketches", which needs no table of corrections).
 */
export class HyperLogLog {
  /** Open addressing over pairs of words; 0, 0 is free. `undefined` once there are registers. */
  #exact: Int32Array | undefined = new Int32Array(16);
  #exactCount = 0;
  #registers: Uint8Array | undefined;

  /** Memory that it takes, in bytes. */
  get memoryBytes(): number {
    return OBJECT_BYTES + (this.#exact?.byteLength ?? REGISTERS);
  }

  /** Take in a value by the two halves of its 64-bit hash. */
  add(low: number, high: number): void {
    const marked = low === 0 && high === 0 ? 1 : low;
    if (this.#registers !== undefined) setRegister(this.#registers, marked, high);
    else if (this.#exact !== undefined) this.#addExact(this.#exact, marked, high);
  }

  /** The number of different values taken in. */
  count(): number {
    return this.#registers === undefined ? this.#exactCount : estimate(this.#registers);
  }

  #addExact(table: Int32Array, low: number, high: number): void {
    if (!insertPair(table, low, high)) return;
    this.#exactCount++;
    if (this.#exactCount > MAX_EXACT) {
      this.#registers = new Uint8Array(REGISTERS);
      for (const [a, b] of pairsOf(table)) setRegister(this.#registers, a, b);
      this.#exact = undefined;
    } else if (this.#exactCount * 4 > table.length) {
      this.#exact = new Int32Array(table.length * 2);
      for (const [a, b] of pairsOf(table)) insertPair(this.#exact, a, b);
    }
  }
}

/** Whether the pair was not there yet. */
function insertPair(table: Int32Array, low: number, high: number): boolean {
  const mask = table.length - 2;
  for (let at = (low << 1) & mask; ; at = (at + 2) & mask) {
    if (table[at] === low && table[at + 1] === high) return false;
    if (table[at] === 0 && table[at + 1] === 0) {
      table[at] = low;
      table[at + 1] = high;
      return true;
    }
  }
}

function* pairsOf(table: Int32Array): Generator<readonly [number, number]> {
  for (let at = 0; at < table.length; at += 2) {
    if (table[at] !== 0 || table[at + 1] !== 0) yield [table[at], table[at + 1]];
  }
}

/** The register keeps the greatest number of leading zeros of what it has seen, plus 1. */
function setRegister(registers: Uint8Array, low: number, high: number): void {
  const index = low & (REGISTERS - 1);
  const rank = high === 0 ? 33 + Math.clz32(low >>> PRECISION) - PRECISION : Math.clz32(high) + 1;
  if (rank > registers[index]) registers[index] = rank;
}

/** Bits of a hash that do not choose the register. */
const RANK_BITS = 64 - PRECISION;

/** Ertl, algorithm 6. */
function estimate(registers: Uint8Array): number {
  const histogram = new Float64Array(RANK_BITS + 2);
  for (const rank of registers) histogram[rank]++;
  let sum = REGISTERS * tau(1 - histogram[RANK_BITS + 1] / REGISTERS);
  for (let rank = RANK_BITS; rank >= 1; rank--) sum = (sum + histogram[rank]) / 2;
  sum += REGISTERS * sigma(histogram[0] / REGISTERS);
  return Math.round(REGISTERS ** 2 / (2 * Math.LN2 * sum));
}

function sigma(share: number): number {
  if (share === 1) return Number.POSITIVE_INFINITY;
  let sum = share;
  let power = share;
  for (let weight = 1, before = -1; sum !== before; weight *= 2) {
    power *= power;
    before = sum;
    sum += power * weight;
  }
  return sum;
}

function tau(share: number): number {
  if (share === 0 || share === 1) return 0;
  let sum = 1 - share;
  let root = share;
  for (let weight = 0.5, before = -1; sum !== before; weight /= 2) {
    root = Math.sqrt(root);
    before = sum;
    sum -= (1 - root) ** 2 * weight;
  }
  return sum / 3;
}
