/** The pictures in pictures/, which somebody has looked at; `npm run pictures` takes them anew. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { PNG } from 'pngjs';
import { comparePictures } from './picture-comparison.js';

const approved = path.join(import.meta.dirname, 'pictures');
const results = path.resolve(import.meta.dirname, '../../test-results/pictures');

/** Whether pictures (and the variables of themes) are kept as they are now instead of being compared. */
export const isKeeping = Boolean(process.env['GLMM_KEEP_PICTURES']);

/** Fails unless the picture looks like the approved one of that name; the picture, and what differs, are then in test-results/pictures. */
export function expectPicture(name: string, picture: PNG): void {
  const fileName = `${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.png`;
  const file = path.join(approved, fileName);
  const expected = existsSync(file) ? PNG.sync.read(readFileSync(file)) : null;
  const comparison = expected && comparePictures(picture, expected);
  if (comparison?.isAlike) return; // kept as it is, too: a pixel of difference is no reason for a new file
  if (isKeeping) return write(approved, fileName, picture);
  write(results, fileName, picture);
  if (!comparison) throw new Error(`There is no approved picture of "${name}". Look at test-results/pictures/${fileName}; npm run pictures keeps it.`);
  write(results, fileName.replace('.png', '.difference.png'), comparison.difference);
  throw new Error(`"${name}" does not look as approved: ${comparison.finding}. Look at test-results/pictures/${fileName} and at its difference; if it is right, npm run pictures keeps it.`);
}

function write(folder: string, name: string, picture: PNG): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, name), PNG.sync.write(inFewColours(picture), { deflateLevel: 9, deflateStrategy: 0, filterType: 0, colorType: 2, inputHasAlpha: true }));
}

/** Sixteen shades of each colour: no eye and no comparison misses the others, and the file is a third as large. */
function inFewColours(picture: PNG): PNG {
  const { width, height } = picture;
  const result = new PNG({ width, height });
  result.data = Buffer.from(picture.data.map(value => Math.round(value / 17) * 17));
  return result;
}
