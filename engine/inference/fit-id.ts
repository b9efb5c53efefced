/** The name of a fit within a notebook. */
import type { ModelResult } from '../results.js';

/**
 * The same for the same call with the same numbers, whenever it is fitted again, so that a chart drawn before a cell was run anew still
 * belongs to its summary; another for any other fit. FNV-1a (Fowler, Noll & Vo 1991), 2 × 32 bits over the characters of what was found.
 */
export function fitIdOf({ call, nobs, logLik, fixed, random }: Pick<ModelResult, 'call' | 'nobs' | 'logLik' | 'fixed' | 'random'>): string {
  const text = JSON.stringify([call, nobs, logLik, fixed.map(effect => [effect.term, effect.estimate, effect.standardError]), random.map(term => [term.group, term.levels, term.sd, term.modeRange])]);
  const half = (seed: number): string => {
    let hash = seed;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    return (hash >>> 0).toString(16).padStart(8, '0');
  };
  return `fit-${half(0x811c9dc5)}${half(0x9dc5811c)}`;
}
