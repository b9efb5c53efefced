/** R's objects as a file of R holds them, before it is known whether they are data. */

export type Attributes = ReadonlyMap<string, RObject>;

export type RObject = RNull | RNumbers | RDoubles | RTexts | RList | RPairs | RSymbol | ROther;

export interface RNull {
  readonly type: 'null';
}

export interface RNumbers {
  readonly type: 'logical' | 'integer';
  /** NA is −2³¹. */
  readonly values: Int32Array;
  readonly attributes: Attributes;
}

export interface RDoubles {
  readonly type: 'double';
  /** Bit for bit as in the file: NA is the NaN whose low word is 1954. */
  readonly values: Float64Array;
  readonly attributes: Attributes;
}

export interface RTexts {
  readonly type: 'character';
  readonly values: readonly (string | null)[];
  readonly attributes: Attributes;
}

export interface RList {
  readonly type: 'list';
  readonly values: readonly RObject[];
  readonly attributes: Attributes;
}

/** A pairlist: the variables of an .rda file, and attributes. */
export interface RPairs {
  readonly type: 'pairs';
  readonly pairs: readonly { readonly name: string; readonly value: RObject }[];
  /** What the last pair ends in; NULL but for pairs that stand for two things. */
  readonly end: RObject;
}

export interface RSymbol {
  readonly type: 'symbol';
  readonly name: string;
}

/** What is no data: read over, so that what follows can be read. */
export interface ROther {
  readonly type: 'other';
  /** As in a sentence: "a function". */
  readonly what: string;
  readonly attributes: Attributes;
}

export const R_NULL: RNull = { type: 'null' };
export const NO_ATTRIBUTES: Attributes = new Map();
export const NA_INTEGER = -2147483648;

/** The low word of the NaN that R takes for NA. */
const NA_PAYLOAD = 1954;

/** Which NaN of R's doubles are not NA; undefined where there is none. */
export function marksOfNotANumber(values: Float64Array): Uint8Array | undefined {
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  let marks: Uint8Array | undefined;
  for (let index = 0; index < values.length; index++) {
    if (Number.isNaN(values[index]) && words[2 * index + LOW_WORD] !== NA_PAYLOAD) (marks ??= new Uint8Array(values.length))[index] = 1;
  }
  return marks;
}

/** Which of the two words of a double is the low one on this machine. */
const LOW_WORD = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 0 : 1;

export const attributesOf = (object: RObject): Attributes => ('attributes' in object ? object.attributes : NO_ATTRIBUTES);

/** The texts of an attribute; none where it is missing or something else. */
export function textsOfAttribute(object: RObject, name: string): readonly (string | null)[] {
  const attribute = attributesOf(object).get(name);
  return attribute?.type === 'character' ? attribute.values : [];
}

export const classesOf = (object: RObject): readonly string[] => textsOfAttribute(object, 'class').map(name => name ?? 'NA');
