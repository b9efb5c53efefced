/** Texts repeat in a column: each distinct one is decoded once and shared. Open addressing over hashes of the bytes. */
export class TextDictionary {
  readonly #bytes: Uint8Array;
  readonly #missing: ReadonlySet<string>;
  #slots = new Int32Array(1024);
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  /** Null for those that stand for a missing value. */
  readonly #texts: (string | null)[] = [];

  constructor(bytes: Uint8Array, missing: ReadonlySet<string>) {
    this.#bytes = bytes;
    this.#missing = missing;
  }

  textAt(start: number, end: number): string | null {
    const bytes = this.#bytes;
    const mask = this.#slots.length - 1;
    let slot = hashOf(bytes, start, end) & mask;
    for (;;) {
      const entry = this.#slots[slot]!;
      if (entry === 0) break;
      if (this.#isSame(entry - 1, start, end)) return this.#texts[entry - 1] ?? null;
      slot = (slot + 1) & mask;
    }
    const decoded = decoder.decode(bytes.subarray(start, end));
    const text = this.#missing.has(decoded.trim()) ? null : decoded;
    this.#starts.push(start);
    this.#ends.push(end);
    this.#texts.push(text);
    this.#slots[slot] = this.#texts.length;
    if (this.#texts.length * 2 > this.#slots.length) this.#grow();
    return text;
  }

  #isSame(entry: number, start: number, end: number): boolean {
    const bytes = this.#bytes;
    const other = this.#starts[entry]!;
    if (this.#ends[entry]! - other !== end - start) return false;
    for (let offset = 0; offset < end - start; offset++) if (bytes[other + offset] !== bytes[start + offset]) return false;
    return true;
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (let entry = 0; entry < this.#texts.length; entry++) {
      let slot = hashOf(this.#bytes, this.#starts[entry]!, this.#ends[entry]!) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = entry + 1;
    }
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** FNV-1a, 32 bits. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let position = start; position < end; position++) hash = Math.imul(hash ^ bytes[position]!, 0x01000193);
  return hash ^ (hash >>> 15);
}
