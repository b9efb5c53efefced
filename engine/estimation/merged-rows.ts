/**
 * Rows that no model can tell apart, put together: those with the same fixed effects, levels and offset share one linear predictor, and of them the
 * likelihood needs only the total weight and the weighted mean of the response. It pays where covariates take few values.
 */
import { takeIntegers } from '../linalg/vector-kernels.js';
import type { MixedModelDesign } from '../model/design.js';
import type { Family } from '../model/families/family.js';
import type { LinkDescription } from '../model/families/link.js';
import { LARGE_COUNT } from '../model/families/poisson.js';

export interface MergedRows {
  /** The design with the merged response, weights and offset at the rows of `kept`. */
  readonly design: MixedModelDesign;
  /** One row of each group, in ascending order. */
  readonly kept: Int32Array;
  /** What merging adds to the log-likelihood, so that it stays that of the rows as given. */
  readonly constant: number;
}

/** Rows in the sample that tells whether merging pays; fewer than a fifth of them are not worth the question. */
const SAMPLE = 4000;
/** Merging pays where it leaves at most this share of the rows. */
const WORTHWHILE = 0.7;

/** The rows as they are where merging is not exact for the family, or does not pay. */
export function mergeRows(design: MixedModelDesign, kept: Int32Array, family: Family, link: LinkDescription): MergedRows {
  const unmerged = { design, kept, constant: 0 };
  // the likelihood of a large count is taken relative to the saturated one, which rows do not share
  if (family.isCount && kept.some(row => design.response.values[row]! >= LARGE_COUNT)) return unmerged;
  if (family.merging === 'none' || kept.length < SAMPLE / 5) return unmerged;
  // e^offset multiplies the mean, so that exposures add up as weights do
  const hasExposure = design.offset !== null && family.name === 'poisson' && link.name === 'log';
  const keys = keysOf(design, family, hasExposure);
  const sample = sampleByLevel(design, kept);
  if (groupRows(keys, sample).representatives.length > WORTHWHILE * sample.length) return unmerged;
  const groups = groupRows(keys, kept);
  if (groups.representatives.length > WORTHWHILE * kept.length) return unmerged;
  return addUp(design, kept, groups, hasExposure);
}

interface Groups {
  /** For each row that was given, its group. */
  readonly groupOf: Int32Array;
  /** For each group its first row. */
  readonly representatives: Int32Array;
}

function addUp(design: MixedModelDesign, kept: Int32Array, { groupOf, representatives }: Groups, hasExposure: boolean): MergedRows {
  const { response, weights, offset } = design;
  const totals = new Float64Array(representatives.length);
  const products = new Float64Array(representatives.length);
  let constant = 0;
  for (let i = 0; i < kept.length; i++) {
    const row = kept[i]!;
    const group = groupOf[i]!;
    const product = weights[row]! * response.values[row]!;
    totals[group] = totals[group]! + (hasExposure ? weights[row]! * Math.exp(offset![row]!) : weights[row]!);
    products[group] = products[group]! + product;
    if (hasExposure) constant += product * offset![row]!;
  }
  const values = new Float64Array(design.rowCount);
  const merged = new Float64Array(design.rowCount);
  for (let group = 0; group < representatives.length; group++) {
    values[representatives[group]!] = products[group]! / totals[group]!;
    merged[representatives[group]!] = totals[group]!;
  }
  return { design: { ...design, response: { ...response, values }, weights: merged, offset: hasExposure ? null : offset }, kept: representatives, constant };
}

/** All the rows of some levels of the largest grouping factor: rows of different levels are never alike, so that of these as large a share is as of all. */
function sampleByLevel({ random }: MixedModelDesign, kept: Int32Array): Int32Array {
  const largest = random.reduce((most, term) => (term.levels.length > most.levels.length ? term : most));
  const stride = Math.min(largest.levels.length, Math.ceil(kept.length / SAMPLE));
  return stride <= 1 ? kept : kept.filter(row => largest.levelOfRow[row]! % stride === 0);
}

/** What two rows must have in common, as numbers of 32 bits: a column of doubles has two a row. */
interface Key {
  readonly words: Int32Array;
  readonly perRow: 1 | 2;
}

function keysOf({ fixed, random, response, offset, rowCount: n }: MixedModelDesign, family: Family, hasExposure: boolean): Key[] {
  const doubles = (values: Float64Array): Key => ({ words: new Int32Array(values.buffer, values.byteOffset, 2 * values.length), perRow: 2 });
  const keys: Key[] = random.filter((term, t) => random.findIndex(other => other.group === term.group) === t).map(term => ({ words: term.levelOfRow, perRow: 1 }));
  for (let j = 0; j < fixed.columnCount; j++) if (fixed.assign[j] !== 0) keys.push(doubles(fixed.x.subarray(j * n, (j + 1) * n)));
  for (const { z, effectCount: k, effectNames } of random) {
    for (let a = 0; a < k; a++) if (effectNames[a] !== '(Intercept)') keys.push(doubles(k === 1 ? z : columnOf(z, k, a)));
  }
  if (offset && !hasExposure) keys.push(doubles(offset));
  if (family.merging === 'equal') keys.push(doubles(response.values));
  return keys;
}

function columnOf(z: Float64Array, k: number, a: number): Float64Array {
  const column = new Float64Array(z.length / k);
  for (let i = 0; i < column.length; i++) column[i] = z[i * k + a]!;
  return column;
}

/** Groups rows by all keys: open addressing over hashes, each hit compared in full. */
function groupRows(keys: readonly Key[], rows: Int32Array): Groups {
  const hashes = new Int32Array(rows.length);
  for (const { words, perRow } of keys) mixIn(hashes, rows, words, perRow);
  const groupOf = new Int32Array(rows.length);
  let slots = new Int32Array(1 << 12);
  let firsts = new Int32Array(1 << 11);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    let slot = hashes[i]! & (slots.length - 1);
    let group = slots[slot]! - 1;
    while (group >= 0 && !(hashes[firsts[group]!] === hashes[i] && areAlike(keys, rows[firsts[group]!]!, rows[i]!))) {
      slot = (slot + 1) & (slots.length - 1);
      group = slots[slot]! - 1;
    }
    if (group < 0) {
      if (count === firsts.length) {
        firsts = enlarged(firsts);
        slots = spread(firsts, count, hashes, 2 * slots.length);
        slot = hashes[i]! & (slots.length - 1);
        while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      }
      firsts[count] = i;
      group = count++;
      slots[slot] = count;
    }
    groupOf[i] = group;
  }
  return { groupOf, representatives: takeIntegers(rows, firsts.subarray(0, count)) };
}

function mixIn(hashes: Int32Array, rows: Int32Array, words: Int32Array, perRow: 1 | 2): void {
  for (let i = 0; i < rows.length; i++) {
    const at = rows[i]! * perRow;
    let hash = Math.imul(hashes[i]! ^ words[at]!, 0x9e3779b1);
    hash ^= hash >>> 15;
    if (perRow === 2) {
      hash = Math.imul(hash ^ words[at + 1]!, 0x85ebca6b);
      hash ^= hash >>> 13;
    }
    hashes[i] = hash;
  }
}

function areAlike(keys: readonly Key[], row: number, other: number): boolean {
  for (let k = 0; k < keys.length; k++) {
    const { words, perRow } = keys[k]!;
    if (words[row * perRow] !== words[other * perRow] || (perRow === 2 && words[row * 2 + 1] !== words[other * 2 + 1])) return false;
  }
  return true;
}

function enlarged(values: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * values.length);
  larger.set(values);
  return larger;
}

function spread(firsts: Int32Array, count: number, hashes: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const slots = new Int32Array(size);
  for (let group = 0; group < count; group++) {
    let slot = hashes[firsts[group]!]! & (size - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (size - 1);
    slots[slot] = group + 1;
  }
  return slots;
}
