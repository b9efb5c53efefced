/** Encodings of text by the names that R, Stata and SPSS give them. */

/** What turns bytes into text; null for an encoding that is not known. Bytes that have no meaning become U+FFFD. */
export function textDecoderOf(encoding: string): ((bytes: Uint8Array) => string) | null {
  try {
    const decoder = new TextDecoder(labelOf(encoding), { ignoreBOM: true });
    return bytes => decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** The label of the WHATWG encoding standard; its names differ from those of iconv and Windows mostly in the code pages. */
function labelOf(encoding: string): string {
  const codePage = /^(?:cp|windows-?|ms)_?(\d{3,5})$/i.exec(encoding)?.[1];
  if (codePage === undefined) return /^(us-)?ascii$/i.test(encoding) ? 'windows-1252' : encoding;
  return CODE_PAGES.get(codePage) ?? `windows-${codePage}`;
}

const CODE_PAGES: ReadonlyMap<string, string> = new Map([['65001', 'utf-8'], ['932', 'shift_jis'], ['936', 'gbk'], ['949', 'euc-kr'], ['950', 'big5'], ['866', 'ibm866'], ['20127', 'windows-1252'], ['28591', 'windows-1252'], ['54936', 'gb18030']]);
