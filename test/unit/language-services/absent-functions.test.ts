// What is said of functions of R that cells do not have leads only to functions that they have.
import { describe, expect, it } from 'vitest';
import { functions } from '../../../engine/language/functions.js';
import { absenceOf, insteadOf } from '../../../engine/language/services/absent-functions.js';
import { parseProgram } from '../../../engine/language/syntax/parse.js';

describe('absent functions', () => {
  it('are none that there are', () => {
    expect([...insteadOf.keys()].filter((name) => functions.has(name))).toEqual([]);
  });

  it('are answered by functions that there are', () => {
    // lme() is quoted to be translated, saveRDS() is called in R
    const called = [...insteadOf.values()].flatMap((advice) => [...advice.matchAll(/(?<![\w.])([A-Za-z][\w.]*)\(/g)].map(([, name]) => name!));
    expect([...new Set(called)].filter((name) => !functions.has(name) && !['lme', 'saveRDS'].includes(name))).toEqual([]);
  });

  it('are answered by programs that parse', () => {
    const programs = [...insteadOf.values()].flatMap((advice) => /^Write ([^;,]+(?:\([^)]*\)[^;,]*)?)\.$/.exec(advice)?.[1]?.replaceAll('…', 'x') ?? []);
    expect(programs.length).toBeGreaterThan(5);
    expect(programs.filter((program) => parseProgram(program).diagnostics.length > 0)).toEqual([]);
  });

  it('say when they are to come, where they are', () => {
    expect(absenceOf('influence')).toMatchObject({ code: 'GLMM200', message: 'influence() is planned for version 0.4 and not there yet.' });
    expect(absenceOf('mutate')).toMatchObject({ code: 'GLMM202', advice: 'Write transform(d, new = …), or d$new <- ….' });
    expect(absenceOf('nothing.of.the.kind')).toBeNull();
  });
});
