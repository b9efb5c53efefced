/** The parts of a zip archive (PKWARE APPNOTE 6.3), such as an Excel workbook is. */
import { UserError } from '../../language/syntax/diagnostic.js';
import { inflateSteps } from './unpack.js';

export interface ZipArchive {
  readonly names: readonly string[];
  /** The bytes of a part, in steps; null where there is none of that name. */
  readSteps(name: string): Generator<void, Uint8Array | null>;
}

interface Entry {
  readonly method: number;
  readonly packedLength: number;
  readonly length: number;
  readonly offset: number;
  readonly isEncrypted: boolean;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;

/** More than any part of a workbook that is meant to be read whole. */
const MAX_PART_BYTES = 400_000_000;
const MAX_PARTS = 100_000;

/** `what` names the file in errors, such as `an Excel workbook`. */
export function openZip(bytes: Uint8Array, fileName: string, code: string): ZipArchive {
  const damaged = (): UserError => new UserError(code, `"${fileName}" is damaged: its parts cannot be unpacked.`, { advice: ['Copy the file again, or open it in Excel or LibreOffice and save it.'] });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = new Map<string, Entry>();
  try {
    readDirectory(view, bytes, entries);
  } catch {
    throw damaged();
  }
  return {
    names: [...entries.keys()],
    *readSteps(name) {
      const entry = entries.get(name);
      if (!entry) return null;
      if (entry.isEncrypted) throw new UserError(code, `"${fileName}" is protected by a password.`, { advice: ['Save it without a password.'] });
      const start = startOf(view, entry);
      const packed = start === null ? null : bytes.subarray(start, start + entry.packedLength);
      if (packed?.length !== entry.packedLength) throw damaged();
      if (entry.method === STORED) return packed;
      if (entry.method !== DEFLATED) throw damaged();
      return yield* inflateSteps(packed, entry.length, { fileName, limit: MAX_PART_BYTES, damaged });
    },
  };
}

/** Throws a RangeError where the directory points outside the file. */
function readDirectory(view: DataView, bytes: Uint8Array, entries: Map<string, Entry>): void {
  let end = view.byteLength - 22;
  while (view.getUint32(end, true) !== END_OF_DIRECTORY) end--; // a comment may follow
  const count = view.getUint16(end + 10, true);
  let position = view.getUint32(end + 16, true);
  const decoder = new TextDecoder();
  for (let index = 0; index < Math.min(count, MAX_PARTS); index++) {
    if (view.getUint32(position, true) !== DIRECTORY_ENTRY) throw new RangeError('no entry of a zip directory');
    const nameLength = view.getUint16(position + 28, true);
    const name = decoder.decode(bytes.subarray(position + 46, position + 46 + nameLength));
    entries.set(name, {
      isEncrypted: (view.getUint16(position + 8, true) & 1) === 1,
      method: view.getUint16(position + 10, true),
      packedLength: view.getUint32(position + 20, true),
      length: view.getUint32(position + 24, true),
      offset: view.getUint32(position + 42, true),
    });
    position += 46 + nameLength + view.getUint16(position + 30, true) + view.getUint16(position + 32, true);
  }
}

/** Where the bytes of a part begin, behind its local header; null where there is no such header. */
function startOf(view: DataView, { offset }: Entry): number | null {
  if (offset + 30 > view.byteLength || view.getUint32(offset, true) !== LOCAL_ENTRY) return null;
  return offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
}
