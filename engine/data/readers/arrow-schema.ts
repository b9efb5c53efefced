/**
 * Which columns of a Parquet file are factors: Parquet itself keeps only their texts, and Arrow (of R or pandas) writes its own schema
 * beside them, a FlatBuffers message in base64 (Arrow columnar format, Schema.fbs and Message.fbs).
 */

/** The names of the columns that Arrow had as dictionaries, and whether their levels are ordered. Empty where the schema cannot be read. */
export function dictionaryColumns(schema: string | undefined): ReadonlyMap<string, { readonly isOrdered: boolean }> {
  try {
    return schema === undefined ? new Map() : dictionariesOf(bytesOfBase64(schema));
  } catch {
    return new Map(); // the texts are there all the same
  }
}

/** Slots of the tables, in the order of Message.fbs and Schema.fbs. */
const MESSAGE = { headerType: 1, header: 2 } as const;
const SCHEMA_HEADER = 1;
const SCHEMA = { fields: 1 } as const;
const FIELD = { name: 0, dictionary: 4 } as const;
const DICTIONARY = { isOrdered: 2 } as const;

function dictionariesOf(bytes: Uint8Array): Map<string, { isOrdered: boolean }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // an encapsulated message begins with 0xFFFFFFFF and its length; older ones with the length alone
  const start = view.getUint32(0, true) === 0xffffffff ? 8 : 4;
  const message = tableAt(view, start + view.getUint32(start, true));
  const found = new Map<string, { isOrdered: boolean }>();
  const header = message.field(MESSAGE.header);
  if (header === 0 || view.getUint8(message.field(MESSAGE.headerType)) !== SCHEMA_HEADER) return found;
  const fields = tableAt(view, follow(view, header)).field(SCHEMA.fields);
  if (fields === 0) return found;
  const vector = follow(view, fields);
  const count = view.getUint32(vector, true);
  for (let index = 0; index < count; index++) {
    const field = tableAt(view, follow(view, vector + 4 + 4 * index));
    const dictionary = field.field(FIELD.dictionary);
    const name = field.field(FIELD.name);
    if (dictionary === 0 || name === 0) continue;
    const isOrdered = tableAt(view, follow(view, dictionary)).field(DICTIONARY.isOrdered);
    found.set(textAt(bytes, view, follow(view, name)), { isOrdered: isOrdered !== 0 && view.getUint8(isOrdered) === 1 });
  }
  return found;
}

/** A FlatBuffers table: `field` gives where a field's value lies, 0 where it has its default. */
function tableAt(view: DataView, position: number): { field(slot: number): number } {
  const layout = position - view.getInt32(position, true);
  const size = view.getUint16(layout, true);
  return {
    field: slot => {
      const entry = 4 + 2 * slot;
      const offset = entry < size ? view.getUint16(layout + entry, true) : 0;
      return offset === 0 ? 0 : position + offset;
    },
  };
}

const follow = (view: DataView, position: number): number => position + view.getUint32(position, true);

const textAt = (bytes: Uint8Array, view: DataView, position: number): string => new TextDecoder().decode(bytes.subarray(position + 4, position + 4 + view.getUint32(position, true)));

function bytesOfBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), character => character.charCodeAt(0));
}
