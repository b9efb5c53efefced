/** The faces that print is set in; their files are made by scripts/print-fonts.mjs. */
export const faceNames = ['serif', 'serif-italic', 'serif-bold', 'mathematics', 'sans', 'sans-bold', 'mono', 'fallback', 'emoji'] as const;
export type FaceName = (typeof faceNames)[number];

/** TrueType files by face. */
export type FontFiles = Readonly<Record<FaceName, Uint8Array>>;
