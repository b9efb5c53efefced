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
  readonly #unknown = new Set<string>();
  #reads = new Map<string, Known>();
  #writes = new Map<string, Known>();

  /** `isElsewhere`: whether a name that nothing was assigned to has a value that is not known here. */
  constructor(isElsewhere: (name: string) => boolean) {
    super();
    this.#isElsewhere = isElsewhere;
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
    this.#writes.set(name, value);
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

  /** Sets what is known, without a note. */
  put(name: string, known: Known): void {
    this.#unknown.delete(name);
    if (known === 'unknown') this.#unknown.add(name);
    if (known === undefined || known === 'unknown') super.delete(name);
    else super.set(name, known);
  }
}
