/**
 * R's serialization, versions 2 and 3, as `saveRDS` and `save` write it: from bytes to R's objects.
 * Source: R Internals, section 1.8 "Serialization Formats", and the format as R 4.2.2 writes it.
 */
import { UserError } from '../../language/syntax/diagnostic.js';
import { formatOneNumber } from '../number-format.js';
import type { FileLabel } from './byte-reader.js';
import { textDecodingOf } from './encodings.js';
import { AsciiInput, BinaryInput, type SerializedInput } from './r-input.js';
import { NA_INTEGER, NO_ATTRIBUTES, R_NULL, type Attributes, type RDoubles, type RList, type RNumbers, type RObject, type RPairs, type RTexts } from './r-objects.js';
import { TextDictionary } from './text-dictionary.js';

/** Reads the object that begins at a position, in steps between which a long reading can be interrupted. */
export function* unserializeSteps(bytes: Uint8Array, position: number, label: FileLabel): Generator<void, RObject> {
  return yield* new Unserializer(inputAt(bytes, position, label)).object();
}

/** `X` stands for XDR, `A` for text, `B` for the order of bytes of the machine that wrote it. */
function inputAt(bytes: Uint8Array, position: number, label: FileLabel): SerializedInput {
  const start = position + 2;
  const format = bytes[position];
  if (bytes[position + 1] === 10) {
    if (format === 0x58) return new BinaryInput(bytes, start, false, label);
    if (format === 0x42) return new BinaryInput(bytes, start, bytes[start] !== 0, label);
    if (format === 0x41) return new AsciiInput(bytes, start, label);
  }
  throw new BinaryInput(bytes, position, false, label).damaged('its first bytes are not those of an R object');
}

/** Types of objects, and of what stands for one (R's SEXPTYPE, and serialize.c for those from 238). */
const TYPE = {
  null: 0, symbol: 1, pairs: 2, closure: 3, environment: 4, promise: 5, call: 6, special: 7, builtin: 8, text: 9, logical: 10, integer: 13, double: 14, complex: 15, texts: 16, dots: 17,
  list: 19, expressions: 20, byteCode: 21, pointer: 22, weakReference: 23, raw: 24, s4: 25,
  compact: 238, pairsWithAttributes: 239, callWithAttributes: 240, baseEnvironment: 241, emptyEnvironment: 242, byteCodeReference: 243, byteCodeDefinition: 244, persistent: 247, packageEnvironment: 248, namespace: 249,
  baseNamespace: 250, missingArgument: 251, unbound: 252, globalEnvironment: 253, nothing: 254, reference: 255,
} as const;

const HAS_ATTRIBUTES = 1 << 9;
const HAS_TAG = 1 << 10;
/** Bits of the flags of a text that tell its encoding, above the twelve of its type. */
const ENCODING = { latin1: 1 << 14, utf8: 1 << 15, ascii: 1 << 18 } as const;

/** Deeper than data are; what is deeper is made to exhaust the stack. */
const DEEPEST = 400;
/** A list of more elements is no data. */
const LONGEST_LIST = 20_000_000;
const TEXTS_IN_A_STEP = 65536;

class Unserializer {
  readonly #input: SerializedInput;
  /** Symbols and environments, which later flags refer to by number. */
  readonly #references: RObject[] = [];
  readonly #utf8 = new TextDictionary();
  readonly #latin1 = new TextDictionary(new Set(), textDecodingOf('windows-1252')!.decode);
  /** Texts that are marked neither UTF-8 nor Latin-1. */
  #native = this.#utf8;
  #depth = 0;
  #textsRead = 0;

  constructor(input: SerializedInput) {
    this.#input = input;
  }

  *object(): Generator<void, RObject> {
    const version = this.#input.integer();
    this.#input.integer();
    this.#input.integer();
    if (version === 3) this.#readNativeEncoding();
    else if (version !== 2) {
      throw new UserError('GLMM294', `"${this.#input.label.fileName}" is in version ${version} of R's file format; versions 2 and 3 can be read.`, { advice: ['Save it again in R: saveRDS(x, "file.rds", version = 3).'] });
    }
    return yield* this.#item();
  }

  #readNativeEncoding(): void {
    const length = this.#input.integer();
    if (length < 0 || length > 64) throw this.#input.damaged('its header names no encoding');
    const { bytes, start, end } = this.#input.text(length);
    const name = new TextDecoder().decode(bytes.subarray(start, end));
    const decoding = textDecodingOf(name);
    if (decoding && decoding.encoding !== 'utf-8') this.#native = new TextDictionary(new Set(), decoding.decode);
  }

  *#item(): Generator<void, RObject> {
    if (++this.#depth > DEEPEST) throw this.#input.damaged(`its objects stand more than ${DEEPEST} deep in each other`);
    const object = yield* this.#itemWith(this.#input.integer());
    this.#depth--;
    return object;
  }

  *#itemWith(flags: number): Generator<void, RObject> {
    const type = flags & 255;
    switch (type) {
      case TYPE.null:
      case TYPE.nothing:
        return R_NULL;
      case TYPE.symbol:
        return this.#refer({ type: 'symbol', name: this.#textOrNull(this.#input.integer()) ?? 'NA' });
      case TYPE.reference:
        return this.#referred(flags >>> 8 || this.#input.integer());
      case TYPE.logical:
      case TYPE.integer: {
        const values = this.#input.integers(this.#length());
        return { type: type === TYPE.logical ? 'logical' : 'integer', values, attributes: yield* this.#attributes(flags) } satisfies RNumbers;
      }
      case TYPE.double: {
        const values = this.#input.doubles(this.#length());
        return { type: 'double', values, attributes: yield* this.#attributes(flags) } satisfies RDoubles;
      }
      case TYPE.texts: {
        const values = yield* this.#texts(this.#length());
        return { type: 'character', values, attributes: yield* this.#attributes(flags) } satisfies RTexts;
      }
      case TYPE.list: {
        const values = yield* this.#items(this.#length());
        return { type: 'list', values, attributes: yield* this.#attributes(flags) } satisfies RList;
      }
      case TYPE.text:
        // a text by itself occurs only within calls
        return { type: 'character', values: [this.#textAfter(flags)], attributes: NO_ATTRIBUTES };
      case TYPE.pairs:
        return yield* this.#pairs(flags);
      case TYPE.compact:
        return yield* this.#compact();
      default:
        return yield* this.#noData(type, flags);
    }
  }

  #refer<Kind extends RObject>(object: Kind): Kind {
    this.#references.push(object);
    return object;
  }

  #referred(number: number): RObject {
    const object = this.#references[number - 1];
    if (!object) throw this.#input.damaged('it refers to an object that it does not have');
    return object;
  }

  #length(): number {
    const length = this.#input.integer();
    if (length >= 0) return length;
    if (length !== -1) throw this.#input.damaged('it has a vector of negative length');
    return this.#input.integer() * 2 ** 32 + (this.#input.integer() >>> 0);
  }

  *#items(length: number): Generator<void, RObject[]> {
    this.#input.requireItems(length);
    if (length > LONGEST_LIST) throw new UserError('GLMM282', `"${this.#input.label.fileName}" holds a list of ${length} elements, more than data have.`);
    const items = new Array<RObject>(length);
    for (let index = 0; index < length; index++) items[index] = yield* this.#item();
    yield;
    return items;
  }

  *#texts(length: number): Generator<void, (string | null)[]> {
    this.#input.requireItems(length);
    const texts = new Array<string | null>(length);
    for (let index = 0; index < length; index++) {
      texts[index] = this.#textOrNull(this.#input.integer());
      if (++this.#textsRead % TEXTS_IN_A_STEP === 0) yield;
    }
    return texts;
  }

  #textOrNull(flags: number): string | null {
    if ((flags & 255) !== TYPE.text) throw this.#input.damaged('it has something else where a text belongs');
    return this.#textAfter(flags);
  }

  #textAfter(flags: number): string | null {
    const length = this.#input.integer();
    if (length === -1) return null;
    const { bytes, start, end } = this.#input.text(length);
    const dictionary = flags & (ENCODING.utf8 | ENCODING.ascii) ? this.#utf8 : flags & ENCODING.latin1 ? this.#latin1 : this.#native;
    return dictionary.textAt(bytes, start, end);
  }

  *#attributes(flags: number): Generator<void, Attributes> {
    if ((flags & HAS_ATTRIBUTES) === 0) return NO_ATTRIBUTES;
    return asAttributes(yield* this.#item());
  }

  /** A chain of pairs; in calls and the state of compact vectors the last one may end in a value. */
  *#pairs(first: number): Generator<void, RPairs> {
    const pairs: { name: string; value: RObject }[] = [];
    let flags = first;
    while ((flags & 255) === TYPE.pairs) {
      yield* this.#attributes(flags);
      const tag = flags & HAS_TAG ? yield* this.#item() : R_NULL;
      pairs.push({ name: tag.type === 'symbol' ? tag.name : '', value: yield* this.#item() });
      flags = this.#input.integer();
    }
    return { type: 'pairs', pairs, end: yield* this.#itemWith(flags) };
  }

  /** Vectors that R keeps in a shorter form (ALTREP): sequences, numbers that are yet to become text, and wrapped ones. */
  *#compact(): Generator<void, RObject> {
    const info = yield* this.#item();
    const state = yield* this.#item();
    const attributes = asAttributes(yield* this.#item());
    const first = info.type === 'pairs' ? info.pairs[0]?.value : undefined;
    const kind = first?.type === 'symbol' ? first.name : '';
    const expanded = this.#expanded(kind, state);
    return 'attributes' in expanded && attributes.size > 0 ? { ...expanded, attributes } : expanded;
  }

  #expanded(kind: string, state: RObject): RObject {
    const inner = state.type === 'pairs' ? state.pairs[0]?.value : state.type === 'list' ? state.values[0] : undefined;
    if (kind.startsWith('compact_') && state.type === 'double' && state.values.length === 3) return this.#sequence(kind === 'compact_intseq', state.values);
    if (kind === 'deferred_string' && inner && (inner.type === 'integer' || inner.type === 'double' || inner.type === 'logical')) return { type: 'character', values: textsOfNumbers(inner), attributes: NO_ATTRIBUTES };
    if (kind.startsWith('wrap_') && inner) return 'attributes' in inner ? { ...inner, attributes: NO_ATTRIBUTES } : inner;
    return { type: 'other', what: `a vector in R's compact form ${kind}`, attributes: NO_ATTRIBUTES };
  }

  #sequence(isInteger: boolean, state: Float64Array): RObject {
    const [length, start, step] = state as unknown as readonly [number, number, number];
    // a sequence takes no room in the file, so that a length is believed only as far as a vector may have it
    if (!(Number.isInteger(length) && length >= 0 && length <= LONGEST_SEQUENCE)) throw this.#input.damaged(`it has a sequence of ${length} elements`);
    if (isInteger) return { type: 'integer', values: Int32Array.from({ length }, (_, index) => start + index * step), attributes: NO_ATTRIBUTES };
    return { type: 'double', values: Float64Array.from({ length }, (_, index) => start + index * step), attributes: NO_ATTRIBUTES };
  }

  /** Functions, environments and the like: what they consist of is read over. */
  *#noData(type: number, flags: number): Generator<void, RObject> {
    switch (type) {
      case TYPE.closure:
      case TYPE.promise:
      case TYPE.call:
      case TYPE.dots: {
        const attributes = yield* this.#attributes(flags);
        if (flags & HAS_TAG) yield* this.#item();
        yield* this.#item();
        yield* this.#rest();
        return { type: 'other', what: type === TYPE.closure ? 'a function' : 'a piece of R code', attributes };
      }
      case TYPE.environment: {
        const environment = this.#refer({ type: 'other' as const, what: 'an environment', attributes: new Map<string, RObject>() });
        this.#input.integer();
        for (let part = 0; part < 3; part++) yield* this.#item();
        for (const [name, value] of asAttributes(yield* this.#item())) environment.attributes.set(name, value);
        return environment;
      }
      case TYPE.pointer:
        this.#refer({ type: 'other', what: 'a pointer into memory', attributes: NO_ATTRIBUTES });
        yield* this.#item();
        yield* this.#item();
        return { type: 'other', what: 'a pointer into memory', attributes: yield* this.#attributes(flags) };
      case TYPE.weakReference:
        this.#refer({ type: 'other', what: 'a weak reference', attributes: NO_ATTRIBUTES });
        return { type: 'other', what: 'a weak reference', attributes: yield* this.#attributes(flags) };
      case TYPE.persistent:
      case TYPE.packageEnvironment:
      case TYPE.namespace:
        this.#input.integer();
        yield* this.#texts(this.#length());
        return this.#refer({ type: 'other', what: 'a package', attributes: NO_ATTRIBUTES });
      case TYPE.special:
      case TYPE.builtin:
        this.#input.text(this.#length());
        return { type: 'other', what: 'a function', attributes: NO_ATTRIBUTES };
      case TYPE.complex:
        this.#input.doubles(2 * this.#length());
        return { type: 'other', what: 'a vector of complex numbers', attributes: yield* this.#attributes(flags) };
      case TYPE.expressions:
        yield* this.#items(this.#length());
        return { type: 'other', what: 'a piece of R code', attributes: yield* this.#attributes(flags) };
      case TYPE.raw:
        this.#input.skipRaw(this.#length());
        return { type: 'other', what: 'a vector of raw bytes', attributes: yield* this.#attributes(flags) };
      case TYPE.s4:
        return { type: 'other', what: 'an S4 object', attributes: yield* this.#attributes(flags) };
      case TYPE.byteCode: {
        this.#input.integer();
        yield* this.#byteCode();
        return { type: 'other', what: 'a piece of R code', attributes: yield* this.#attributes(flags) };
      }
      case TYPE.baseEnvironment:
      case TYPE.emptyEnvironment:
      case TYPE.baseNamespace:
      case TYPE.globalEnvironment:
        return { type: 'other', what: 'an environment', attributes: NO_ATTRIBUTES };
      case TYPE.missingArgument:
      case TYPE.unbound:
        return { type: 'symbol', name: '' };
      default:
        throw this.#input.damaged(`it has an object of the unknown type ${type}`);
    }
  }

  /** What follows the first element of a call: the other elements, one after the other, so that long calls do not count as deep ones. */
  *#rest(): Generator<void, void> {
    let flags = this.#input.integer();
    while ((flags & 255) === TYPE.pairs || (flags & 255) === TYPE.call) {
      yield* this.#attributes(flags);
      if (flags & HAS_TAG) yield* this.#item();
      yield* this.#item();
      flags = this.#input.integer();
    }
    yield* this.#itemWith(flags);
  }

  /** The code of a compiled function: instructions, and constants among which may be code again. */
  *#byteCode(): Generator<void, void> {
    if (++this.#depth > DEEPEST) throw this.#input.damaged(`its objects stand more than ${DEEPEST} deep in each other`);
    yield* this.#item();
    const count = this.#input.integer();
    for (let constant = 0; constant < count; constant++) {
      const type = this.#input.integer();
      if (type === TYPE.byteCode) yield* this.#byteCode();
      else if (isByteCodeCall(type)) yield* this.#byteCodeCall(type);
      else yield* this.#item();
    }
    this.#depth--;
  }

  *#byteCodeCall(first: number): Generator<void, void> {
    if (++this.#depth > DEEPEST) throw this.#input.damaged(`its objects stand more than ${DEEPEST} deep in each other`);
    let type = first;
    while (isByteCodeCall(type) && type !== TYPE.byteCodeReference) {
      if (type === TYPE.byteCodeDefinition) {
        this.#input.integer();
        type = this.#input.integer();
      }
      if (type === TYPE.callWithAttributes || type === TYPE.pairsWithAttributes) yield* this.#item();
      yield* this.#item();
      const head = this.#input.integer();
      yield* this.#byteCodeCall(head);
      type = this.#input.integer();
    }
    if (type === TYPE.byteCodeReference) this.#input.integer();
    else yield* this.#item();
    this.#depth--;
  }
}

const LONGEST_SEQUENCE = 50_000_000;

const isByteCodeCall = (type: number): boolean =>
  type === TYPE.call || type === TYPE.pairs || type === TYPE.byteCodeDefinition || type === TYPE.byteCodeReference || type === TYPE.callWithAttributes || type === TYPE.pairsWithAttributes;

function asAttributes(object: RObject): Attributes {
  return object.type === 'pairs' ? new Map(object.pairs.map(({ name, value }) => [name, value])) : NO_ATTRIBUTES;
}

/** `as.character` of numbers. */
function textsOfNumbers(numbers: RNumbers | RDoubles): (string | null)[] {
  const isMissing = numbers.type === 'double' ? Number.isNaN : (value: number) => value === NA_INTEGER;
  return Array.from(numbers.values, value => (isMissing(value) ? null : formatOneNumber(value)));
}
