/** What was worked out for a text, kept for when it is asked for again: while one cell is edited, the others stay as they are. */
export class Remembered<Value> {
  readonly #known = new Map<string, Value>();
  #characters = 0;

  /** The texts that are kept have so many characters together at most. */
  constructor(private readonly most = 4_000_000) {}

  get(text: string): Value | undefined {
    const value = this.#known.get(text);
    // far from full, nothing is about to be forgotten
    if (value === undefined || this.#characters < this.most / 2) return value;
    // the order of a map is that of insertion: what is asked for is forgotten last
    this.#known.delete(text);
    this.#known.set(text, value);
    return value;
  }

  set(text: string, value: Value): void {
    if (this.#known.delete(text)) this.#characters -= text.length;
    this.#known.set(text, value);
    this.#characters += text.length;
    for (const oldest of this.#known.keys()) {
      if (this.#characters <= this.most || oldest === text) break;
      this.#known.delete(oldest);
      this.#characters -= oldest.length;
    }
  }

  of(text: string, make: (text: string) => Value): Value {
    const known = this.get(text);
    if (known !== undefined) return known;
    const made = make(text);
    this.set(text, made);
    return made;
  }
}
