/** Whether two pictures look alike: what an eye at reading distance would not tell apart (a pixel of shift, another smoothing of letters) is no difference. */
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

export interface Comparison {
  readonly isAlike: boolean;
  /** What differs, in a sentence. */
  readonly finding: string;
  /** The differing places in red over the first picture, pale. */
  readonly difference: PNG;
}

/** Pictures may differ in height by this many pixels: lines of text are as high as their fonts. */
const HEIGHT_TOLERANCE = 6;
/** How different two pixels, each averaged with those around it, must be to count: a share of black against white (pixelmatch's YIQ metric). */
const THRESHOLD = 0.12;
/** Each square of this many pixels may be moved a little for itself. */
const SQUARE = 24;
/** By how many pixels it may be moved. */
const SHIFT = 1;
/** How many pixels may differ. A digit that is another covers more. */
const MOST_PIXELS = 16;

/** Compares what was drawn with what it should look like. */
export function comparePictures(actual: PNG, expected: PNG): Comparison {
  const width = Math.max(actual.width, expected.width);
  const height = Math.max(actual.height, expected.height);
  const [first, second] = [actual, expected].map(picture => averaged(averaged(grown(picture, width, height)))) as [PNG, PNG];
  const { count, difference } = differing(first, second);
  const isSameSize = actual.width === expected.width && Math.abs(actual.height - expected.height) <= HEIGHT_TOLERANCE;
  const sizes = `${actual.width} × ${actual.height} instead of ${expected.width} × ${expected.height} pixels`;
  const finding = isSameSize ? `${count} pixels differ; ${MOST_PIXELS} may` : `it measures ${sizes}`;
  return { isAlike: isSameSize && count <= MOST_PIXELS, finding, difference };
}

/** Pixels that differ wherever their square is moved to, and where they are when nothing is moved. */
function differing(first: PNG, second: PNG): { count: number; difference: PNG } {
  const { width, height } = first;
  const difference = new PNG({ width, height });
  const unmoved = pixelmatch(first.data, second.data, difference.data, width, height, { threshold: THRESHOLD, includeAA: true });
  if (unmoved <= MOST_PIXELS) return { count: unmoved, difference };
  const columns = Math.ceil(width / SQUARE);
  const fewest = new Float64Array(columns * Math.ceil(height / SQUARE)).fill(Infinity);
  const mask = Buffer.alloc(4 * width * height);
  for (let dy = -SHIFT; dy <= SHIFT; dy++) {
    for (let dx = -SHIFT; dx <= SHIFT; dx++) {
      mask.fill(0);
      pixelmatch(first.data, moved(second, dx, dy).data, mask, width, height, { threshold: THRESHOLD, includeAA: true, diffMask: true });
      const counts = new Float64Array(fewest.length);
      for (let pixel = 0; pixel < width * height; pixel++) {
        if (mask[4 * pixel + 3]! > 0) counts[Math.floor(Math.floor(pixel / width) / SQUARE) * columns + Math.floor((pixel % width) / SQUARE)]! += 1;
      }
      counts.forEach((count, square) => (fewest[square] = Math.min(fewest[square]!, count)));
    }
  }
  return { count: fewest.reduce((sum, count) => sum + count, 0), difference };
}

/** Pictures of the same thing beside each other, two in a row. */
export function sheetOf(pictures: readonly PNG[]): PNG {
  const width = Math.max(...pictures.map(picture => picture.width));
  const height = Math.max(...pictures.map(picture => picture.height));
  const sheet = new PNG({ width: width * Math.min(2, pictures.length), height: height * Math.ceil(pictures.length / 2) });
  pictures.forEach((picture, index) => {
    const whole = grown(picture, width, height);
    PNG.bitblt(whole, sheet, 0, 0, width, height, (index % 2) * width, Math.floor(index / 2) * height);
  });
  return sheet;
}

/** The picture in the upper left of a larger one, its last row repeated below it and its last column beside it. */
function grown(picture: PNG, width: number, height: number): PNG {
  if (picture.width === width && picture.height === height) return picture;
  const larger = new PNG({ width, height });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 4 * (Math.min(y, picture.height - 1) * picture.width + Math.min(x, picture.width - 1));
      picture.data.copy(larger.data, 4 * (y * width + x), from, from + 4);
    }
  }
  return larger;
}

/** The picture moved; what comes in at a side repeats the pixels there. */
function moved(picture: PNG, dx: number, dy: number): PNG {
  const { width, height } = picture;
  const result = new PNG({ width, height });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 4 * (within(y - dy, height) * width + within(x - dx, width));
      picture.data.copy(result.data, 4 * (y * width + x), from, from + 4);
    }
  }
  return result;
}

/** Each pixel averaged with the eight around it. */
function averaged(picture: PNG): PNG {
  const { width, height } = picture;
  const result = new PNG({ width, height });
  const sums = new Float32Array(picture.data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [left, here, right] = [x - 1, x, x + 1].map(at => 4 * (y * width + within(at, width))) as [number, number, number];
      for (let channel = 0; channel < 4; channel++) sums[here + channel] = picture.data[left + channel]! + picture.data[here + channel]! + picture.data[right + channel]!;
    }
  }
  for (let y = 0; y < height; y++) {
    const [above, here, below] = [y - 1, y, y + 1].map(at => 4 * width * within(at, height)) as [number, number, number];
    for (let at = 0; at < 4 * width; at++) result.data[here + at] = Math.round((sums[above + at]! + sums[here + at]! + sums[below + at]!) / 9);
  }
  return result;
}

const within = (index: number, length: number): number => Math.min(Math.max(index, 0), length - 1);
