/** Texts repeat in a column: each distinct one is decoded once and shared. Open addressing over hashes of the bytes, of which it keeps a copy. */
export class TextDictionary {
  readonly #missing: ReadonlySet<string>;
  readonly #decode: (bytes: Uint8Array) => string;
  #slots = new Int32Array(1024);
  /** The bytes of the distinct texts, one after the other. */
  #bytes = new Uint8Array(8192);
  /** Where the bytes of each text end. */
  readonly #ends: number[] = [];
  /** Null for those that stand for a missing value. */
  readonly #texts: (string | null)[] = [];

  /** `missing` are the texts that stand for a missing value. */
  constructor(missing: ReadonlySet<string> = new Set(), decode: (bytes: Uint8Array) => string = decodeUtf8) {
    this.#missing = missing;
    this.#decode = decode;
  }

  textAt(bytes: Uint8Array, start: number, end: number): string | null {
    const mask = this.#slots.length - 1;
    let slot = hashOf(bytes, start, end) & mask;
    for (;;) {
      const entry = this.#slots[slot]!;
      if (entry === 0) break;
      if (this.#isSame(entry - 1, bytes, start, end)) return this.#texts[entry - 1] ?? null;
      slot = (slot + 1) & mask;
    }
    const decoded = this.#decode(bytes.subarray(start, end));
    const text = this.#missing.size > 0 && this.#missing.has(decoded) ? null : decoded;
    this.#keep(bytes, start, end);
    this.#texts.push(text);
    this.#slots[slot] = this.#texts.length;
    if (this.#texts.length * 2 > this.#slots.length) this.#growSlots();
    return text;
  }

  #startOf(entry: number): number {
    return entry === 0 ? 0 : this.#ends[entry - 1]!;
  }

  #isSame(entry: number, bytes: Uint8Array, start: number, end: number): boolean {
    const kept = this.#bytes;
    const other = this.#startOf(entry);
    if (this.#ends[entry]! - other !== end - start) return false;
    for (let offset = 0; offset < end - start; offset++) if (kept[other + offset] !== bytes[start + offset]) return false;
    return true;
  }

  #keep(bytes: Uint8Array, start: number, end: number): void {
    const from = this.#ends.at(-1) ?? 0;
    const to = from + end - start;
    if (to > this.#bytes.length) {
      const larger = new Uint8Array(2 * to);
      larger.set(this.#bytes.subarray(0, from));
      this.#bytes = larger;
    }
    for (let position = start; position < end; position++) this.#bytes[from + position - start] = bytes[position]!;
    this.#ends.push(to);
  }

  #growSlots(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (let entry = 0; entry < this.#texts.length; entry++) {
      let slot = hashOf(this.#bytes, this.#startOf(entry), this.#ends[entry]!) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = entry + 1;
    }
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const decodeUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes);

/** FNV-1a, 32 bits. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let position = start; position < end; position++) hash = Math.imul(hash ^ bytes[position]!, 0x01000193);
  return hash ^ (hash >>> 15);
}
