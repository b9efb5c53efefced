/** Results as the engine would give them; where their numbers come from is in test/fixtures/results/README.md. */
import { readFileSync } from 'node:fs';
import type { FixedEffect, ModelResult, RandomEffectsResult } from '../../../engine/results.js';

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../fixtures/results/${name}.json`, import.meta.url), 'utf8'));

export const readModel = (name: string): ModelResult => read(name) as ModelResult;
export const readRandomEffects = (name: string): RandomEffectsResult => read(name) as RandomEffectsResult;

/** The model with one coefficient changed. */
export function withEffect(model: ModelResult, index: number, changes: Partial<FixedEffect>): ModelResult {
  return { ...model, fixed: model.fixed.map((effect, place) => (place === index ? { ...effect, ...changes } : effect)) };
}

/** A name as hostile as a column or a level can be. */
export const HOSTILE = `<img src=x onerror="alert(1)"></script>|\`*_[a](javascript:alert(1)) datum['level']`;
