/** R's default stream of uniform numbers: the Mersenne Twister MT19937 of Matsumoto & Nishimura (1998), seeded as `set.seed()` seeds it. */

const STATE_LENGTH = 624;
const MIDDLE = 397;
const UPPER_BIT = 0x80000000;
const LOWER_BITS = 0x7fffffff;
const TWIST = 0x9908b0df;
/** 2⁻³², which makes a word a number in [0, 1). */
const WORD_TO_UNIT = 2.3283064365386963e-10;
/** R keeps its numbers off 0 and 1 by half of 1/(2³² − 1). */
const HALF_STEP = 0.5 * 2.328306437080797e-10;
/** R warms its congruential generator up before it fills the state. */
const WARM_UP = 50;

/** A place in the stream. */
export interface RandomState {
  readonly words: Uint32Array;
  readonly position: number;
}

export class MersenneTwister {
  private readonly state = new Uint32Array(STATE_LENGTH);
  private position = STATE_LENGTH;
  private seeded = 0;
  private isFresh = true;

  /** @param seed a whole number of at most 32 bits, as `set.seed(seed)` takes it */
  constructor(seed: number) {
    this.seed(seed);
  }

  /** Begins the stream of this seed. */
  seed(seed: number): void {
    let word = seed | 0;
    // the first word that R draws after the warm-up is the place of its counter, which it then sets to the end
    for (let step = 0; step <= WARM_UP; step++) word = nextCongruential(word);
    for (let index = 0; index < STATE_LENGTH; index++) {
      word = nextCongruential(word);
      this.state[index] = word;
    }
    this.position = STATE_LENGTH;
    this.seeded = seed | 0;
    this.isFresh = true;
  }

  /** The seed that numbers have been drawn from; null where none has been drawn since it was set. */
  get drawnFrom(): number | null {
    return this.isFresh ? null : this.seeded;
  }

  /** Where the stream stands, to come back to: a copy. */
  save(): RandomState {
    return { words: this.state.slice(), position: this.position };
  }

  restore({ words, position }: RandomState): void {
    this.state.set(words);
    this.position = position;
  }

  /** Whether the stream stands where it stood. */
  isAt({ words, position }: RandomState): boolean {
    return this.position === position && this.state.every((word, index) => word === words[index]);
  }

  /** The next uniform number, in the open interval (0, 1). */
  uniform(): number {
    const value = this.word() * WORD_TO_UNIT;
    if (value <= 0) return HALF_STEP;
    return 1 - value <= 0 ? 1 - HALF_STEP : value;
  }

  /**
   * A whole number from 0 to `count` − 1, each as likely, by drawing as many bits as `count` has and rejecting what is too large
   * (R's "Rejection", the default since 3.6.0).
   */
  index(count: number): number {
    if (count <= 0) return 0;
    const bits = Math.ceil(Math.log2(count));
    let drawn = this.bits(bits);
    while (drawn >= count) drawn = this.bits(bits);
    return drawn;
  }

  /** At most 53 bits, from pieces of 16. */
  private bits(count: number): number {
    const modulus = 2 ** count;
    let value = 0;
    for (let taken = 0; taken <= count; taken += 16) {
      const piece = Math.floor(this.uniform() * 65536);
      // what lies above the 53 bits that can be asked for is dropped before it could be rounded
      value = 65536 * (value % 2 ** 37) + piece;
    }
    return value % modulus;
  }

  private word(): number {
    if (this.position === STATE_LENGTH) this.twist();
    let word = this.state[this.position++]!;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    word ^= word >>> 18;
    return word >>> 0;
  }

  private twist(): void {
    const { state } = this;
    this.isFresh = false;
    for (let index = 0; index < STATE_LENGTH; index++) {
      const mixed = (state[index]! & UPPER_BIT) | (state[(index + 1) % STATE_LENGTH]! & LOWER_BITS);
      state[index] = state[(index + MIDDLE) % STATE_LENGTH]! ^ (mixed >>> 1) ^ (mixed & 1 ? TWIST : 0);
    }
    this.position = 0;
  }
}

const nextCongruential = (word: number): number => (Math.imul(69069, word) + 1) | 0;
