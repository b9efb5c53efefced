/** In the bundles, takes the place of the decompressor that fontkit needs for WOFF2 files alone. */
export function decompress(): never {
  throw new Error('The faces of print are TrueType files.');
}

export { decompress as default };
