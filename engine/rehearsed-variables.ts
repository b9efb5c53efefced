/** The variables of a rehearsal: of those that a fit would have made nothing is known, and every look is noted. */
import type { Value } from './language/values.js';

/** Ends a statement that cannot be rehearsed. */
export class Passed extends Error {
  override readonly name: string = 'Passed';
}

/** The code of a `UserError` that ends a statement in the same way: of files that are not to be read now. */
export const PASSED_OVER = 'passed over';

/** A value, `undefined` for a name without one, or `unknown` for one that a statement makes which was passed over. */
export type Known = Value | undefined | 'unknown';

export class RehearsedVariables extends Map<string, Value> {
  readonly #isElsewhere: (name: string) => boolean;
  readonly #mostBytes: number;
  readonly #unknown = new Set<string>();
  /** What is held: vectors are shared by the values that have them, and counted once. */
  readonly #counted = new Set<object>();
  #bytes = 0;
  #reads = new Map<string, Known>();
  #writes = new Map<string, Known>();

  /** `isElsewhere`: whether a name that nothing was assigned to has a value that is not known here; `mostBytes`: the memory that values may take. */
  constructor(isElsewhere: (name: string) => boolean, mostBytes: number) {
    super();
    this.#isElsewhere = isElsewhere;
    this.#mostBytes = mostBytes;
  }

  /** Throws `Passed` for a variable of which nothing is known. */
  override get(name: string): Value | undefined {
    const known = this.peek(name);
    if (!this.#writes.has(name)) this.#reads.set(name, known);
    if (known === 'unknown') throw new Passed();
    return known;
  }

  override set(name: string, value: Value): this {
    this.put(name, value);
    this.#writes.set(name, this.peek(name));
    return this;
  }

  passOver(names: Iterable<string>): void {
    for (const name of names) {
      this.put(name, 'unknown');
      this.#writes.set(name, 'unknown');
    }
  }

  /** A statement begins: from here on looks and changes are noted. */
  begin(): void {
    this.#reads = new Map();
    this.#writes = new Map();
  }

  end(): { readonly reads: ReadonlyMap<string, Known>; readonly writes: ReadonlyMap<string, Known> } {
    return { reads: this.#reads, writes: this.#writes };
  }

  /** What is known, without a note. */
  peek(name: string): Known {
    return this.#unknown.has(name) ? 'unknown' : (super.get(name) ?? (this.#isElsewhere(name) ? 'unknown' : undefined));
  }

  /** Sets what is known, without a note; of a value for which there is no room nothing is. */
  put(name: string, value: Known): void {
    const known = value !== undefined && value !== 'unknown' && !this.#hasRoomFor(value) ? 'unknown' : value;
    this.#unknown.delete(name);
    if (known === 'unknown') this.#unknown.add(name);
    if (known === undefined || known === 'unknown') super.delete(name);
    else super.set(name, known);
  }

  #hasRoomFor(value: Value): boolean {
    for (const { vector, bytes } of vectorsOf(value)) {
      if (this.#counted.has(vector)) continue;
      if (bytes > SMALL_BYTES && this.#bytes + bytes > this.#mostBytes) return false;
      this.#counted.add(vector);
      this.#bytes += bytes;
    }
    return true;
  }
}

/** Smaller vectors are always held: a notebook has not enough statements for them to count. */
const SMALL_BYTES = 1_000_000;
/** Of a text in a vector: its reference, and a guess of what it is made of. */
const BYTES_OF_TEXT = 24;

/** The vectors that a value is made of. */
function* vectorsOf(value: Value): Generator<{ readonly vector: object; readonly bytes: number }> {
  switch (value.type) {
    case 'dataFrame':
      for (const column of value.columns.values()) yield* vectorsOf(column);
      return;
    case 'list':
      for (const element of value.values) yield* vectorsOf(element);
      return;
    case 'factor':
      return void (yield { vector: value.codes, bytes: value.codes.byteLength });
    case 'character':
      return void (yield { vector: value.values, bytes: value.values.length * BYTES_OF_TEXT });
    case 'double':
    case 'integer':
    case 'logical':
      return void (yield { vector: value.values, bytes: value.values.byteLength });
    default:
  }
}
