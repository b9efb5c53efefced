/** The checksum of gzip: CRC-32 (RFC 1952, section 8), four bytes at a time. */
export function crc32(bytes: Uint8Array): number {
  const [first, second, third, fourth] = TABLES as readonly [Int32Array, Int32Array, Int32Array, Int32Array];
  let crc = -1;
  let position = 0;
  for (const last = bytes.length - 3; position < last; position += 4) {
    crc ^= bytes[position]! | (bytes[position + 1]! << 8) | (bytes[position + 2]! << 16) | (bytes[position + 3]! << 24);
    crc = fourth[crc & 255]! ^ third[(crc >>> 8) & 255]! ^ second[(crc >>> 16) & 255]! ^ first[crc >>> 24]!;
  }
  for (; position < bytes.length; position++) crc = (crc >>> 8) ^ first[(crc ^ bytes[position]!) & 255]!;
  return ~crc >>> 0;
}

/** For a byte, and for a byte that one, two or three zero bytes follow. */
const TABLES: readonly Int32Array[] = tables();

function tables(): Int32Array[] {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    return crc;
  });
  const all = [first];
  for (let shift = 1; shift < 4; shift++) {
    const before = all[shift - 1]!;
    all.push(before.map(crc => (crc >>> 8) ^ first[crc & 255]!));
  }
  return all;
}
