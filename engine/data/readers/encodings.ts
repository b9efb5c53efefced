/** Encodings of text by the names that R, Stata and SPSS give them. */

export interface TextDecoding {
  /** As the WHATWG encoding standard calls it, such as `utf-8` or `windows-1252`. */
  readonly encoding: string;
  /** Bytes that have no meaning become U+FFFD. With `isContinued` the next bytes may go on with a letter that was begun. */
  readonly decode: (bytes: Uint8Array, isContinued?: boolean) => string;
}

/** What turns bytes of an encoding into text; null for an encoding that is not known. */
export function textDecodingOf(name: string): TextDecoding | null {
  try {
    const decoder = new TextDecoder(labelOf(name.trim()), { ignoreBOM: true });
    const { encoding } = decoder;
    const decode = (bytes: Uint8Array, isContinued = false): string => decoder.decode(bytes, { stream: isContinued });
    // Node 20 takes windows-1252 for ISO 8859-1, which has control characters in the place of 27 letters and signs
    return { encoding, decode: encoding === 'windows-1252' ? (bytes, isContinued) => decode(bytes, isContinued).replace(/[\x80-\x9f]/g, asWindows) : decode };
  } catch {
    return null;
  }
}

/** Code page 1252 from 0x80 on; five places are empty. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

const asWindows = (control: string): string => WINDOWS_1252[control.charCodeAt(0) - 0x80]!;

/** Names of iconv and of Windows that the standard does not know, mostly of code pages. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ...['', 'unknown', 'native.enc', 'bytes', 'utf-8-bom', 'utf8-bom'].map((name): [string, string] => [name, 'utf-8']),
  ...['ascii', 'us-ascii', 'ansi_x3.4-1968'].map((name): [string, string] => [name, 'windows-1252']),
  ...['ucs-2le', 'ucs2', 'ucs-2'].map((name): [string, string] => [name, 'utf-16le']),
  ['ucs-2be', 'utf-16be'],
  ['latin9', 'iso-8859-15'],
  ['macroman', 'macintosh'],
]);

const CODE_PAGES: ReadonlyMap<string, string> = new Map([['65001', 'utf-8'], ['932', 'shift_jis'], ['936', 'gbk'], ['949', 'euc-kr'], ['950', 'big5'], ['866', 'ibm866'], ['1200', 'utf-16le'], ['1201', 'utf-16be'], ['20127', 'windows-1252'], ['28591', 'windows-1252'], ['54936', 'gb18030']]);

function labelOf(name: string): string {
  const codePage = /^(?:cp|windows-?|ms)_?(\d{3,5})$/i.exec(name)?.[1];
  if (codePage !== undefined) return CODE_PAGES.get(codePage) ?? `windows-${codePage}`;
  return OTHER_NAMES.get(name.toLowerCase()) ?? name;
}
