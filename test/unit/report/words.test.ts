import { describe, expect, test } from 'vitest';
import { groupsInWords, levelsInWords } from '../../../engine/report/words/phrases.js';
import { interpretFixedEffect, interpretRandomTerm } from '../../../engine/report/words.js';
import type { CoefficientMeaning, FixedEffect, ModelResult } from '../../../engine/results.js';
import { HOSTILE, readModel, withEffect } from './fixtures.js';

const say = (model: ModelResult, index: number): string => interpretFixedEffect(model, index).text;

describe('a logistic coefficient in words', () => {
  const cbpp = readModel('cbpp');

  test('compares odds for a given group, names the interval and gives the average beside it', () => {
    // exp(−0.992332794) = 0.3707, limits exp(−1.5933) = 0.2033 and exp(−0.3913) = 0.6762; averaged exp(−0.9283) = 0.395
    expect(say(cbpp, 1)).toBe('For a given herd, the odds of incidence in period 2 are 0.37 times those in period 1 (95 % CI 0.20 to 0.68, Wald). Averaged over herds: 0.40.');
  });

  test('gives the intercept as odds and as a probability', () => {
    const levelMean = { estimate: 0.198, lower: 0.138, upper: 0.279, averaged: 0.216 };
    expect(say(withEffect(cbpp, 0, { levelMean }), 0)).toBe('For a typical herd in period 1, the odds of incidence are 0.25 (95 % CI 0.16 to 0.39, Wald). That is a probability of 20 % (14 % to 28 %). Averaged over herds: a probability of 22 %.');
  });

  test('speaks of no pain at a visit, and says when the direction is open', () => {
    // exp(−0.257709793579365) = 0.7728
    expect(say(readModel('spinal'), 1)).toBe('For a given patient, the odds of no pain at visit 2 are 0.77 times those at visit 1 (95 % CI 0.38 to 1.57, Wald). Averaged over patients: 0.86. The interval includes 1: the data leave the direction open.');
  });

  test('names several grouping factors, and a slope by its unit', () => {
    expect(say(readModel('verbagg'), 1)).toBe('For a given id and item, the odds of r2 = Y are 1.059 times as high for each unit more of Anger (95 % CI 1.025 to 1.095, Wald). Averaged over all random effects: 1.045.');
  });

  test('names a factor as a condition', () => {
    expect(say(readModel('verbagg'), 3)).toContain('the odds of r2 = Y with btype = scold are 0.35 times those with btype = curse');
  });

  test('puts numeric covariates of the intercept at zero', () => {
    expect(say(readModel('verbagg'), 0)).toContain('For a typical id and item with Gender = F, btype = curse, situ = other and Anger = 0, the odds of r2 = Y are 1.22');
  });
});

describe('a Poisson coefficient in words', () => {
  const ticks = readModel('grouseticks');

  test('compares expected numbers', () => {
    expect(say(ticks, 1)).toBe('For a given INDEX, BROOD and LOCATION, the expected number of TICKS in YEAR 96 is 3.26 times that in YEAR 95 (95 % CI 2.04 to 5.19, Wald). Averaged over all random effects: the same.');
  });

  test('gives the slope per unit', () => {
    expect(say(ticks, 3)).toContain('the expected number of TICKS is 0.43 times as high for each unit more of sHEIGHT (95 % CI 0.33 to 0.54, Wald)');
  });

  test('holds the offset fixed where there is one', () => {
    expect(say({ ...ticks, formula: 'TICKS ~ YEAR + offset(log(area)) + (1 | BROOD)' }, 1)).toContain('the expected number of TICKS for the same offset in YEAR 96');
  });
});

describe('a linear coefficient in words', () => {
  const sleep = readModel('sleepstudy');

  test('gives a difference per unit, and how much it differs between groups', () => {
    expect(say(sleep, 1)).toBe('For a given Subject, Reaction is on average 10.5 higher for each unit more of Days (95 % CI 7.4 to 13.5, Wald). Averaged over Subjects: the same. It differs between Subjects, with a standard deviation of 5.92.');
  });

  test('gives the intercept at zero', () => {
    expect(say(sleep, 0)).toBe('For a typical Subject with Days = 0, Reaction is on average 251.4 (95 % CI 238.0 to 264.8, Wald).');
  });

  test('says lower, with the signed difference beside its interval', () => {
    const falling = withEffect(sleep, 1, { estimate: -1.2, standardError: 0.46, lower: -2.1, upper: -0.3, averaged: -1.2 });
    expect(say(falling, 1)).toContain('Reaction is on average 1.20 lower for each unit more of Days (difference −1.20, 95 % CI −2.10 to −0.30, Wald)');
  });

  test.each([['scale(age)', 'for each standard deviation more of age'], ['log2(dose)', 'for each doubling of dose'], ['log10(dose)', 'for each tenfold rise of dose'], ['log(dose)', 'for each unit more of log(dose) (dose 2.72 times as large)'], ['log(dose + 1)', 'for each unit more of log(dose + 1) (']])('reads a unit of %s as it is meant', (variable, words) => {
    expect(say(withEffect(sleep, 1, { meaning: { kind: 'slope', variable, isIndicator: false } }), 1)).toContain(words);
  });
});

describe('every kind of coefficient has a reading', () => {
  const base = readModel('cbpp');
  const linear = readModel('sleepstudy');
  const contrast: CoefficientMeaning = { kind: 'contrast', variable: 'treat', level: 'B', reference: 'A' };
  const age: CoefficientMeaning = { kind: 'slope', variable: 'age', isIndicator: false };
  const effectOf = (meaning: CoefficientMeaning, more: Partial<FixedEffect> = {}): FixedEffect => ({ ...base.fixed[1]!, term: 'term', meaning, averaged: null, ...more });
  const withAdded = (model: ModelResult, ...effects: FixedEffect[]): ModelResult => ({ ...model, fixed: [...model.fixed, ...effects] });
  const last = (model: ModelResult): string => say(model, model.fixed.length - 1);

  test('an indicator compares 1 with 0', () => {
    expect(last(withAdded(base, effectOf({ kind: 'slope', variable: 'urban', isIndicator: true })))).toContain('with urban = 1 are 0.37 times those with urban = 0');
  });

  test('an interaction of two factors is a ratio of odds ratios', () => {
    expect(last(withAdded(base, effectOf({ kind: 'interaction', parts: [base.fixed[1]!.meaning, contrast] })))).toBe('For a given herd, the odds ratio of period 2 to 1 is 0.37 times as large with treat = B as with treat = A (95 % CI 0.20 to 0.68, Wald). 1 would mean that the effects simply multiply.');
  });

  test('an interaction of a slope and a factor changes the slope, whichever was written first', () => {
    for (const parts of [[contrast, age], [age, contrast]]) {
      expect(last(withAdded(base, effectOf({ kind: 'interaction', parts })))).toContain('the odds ratio for each unit more of age is 0.37 times as large with treat = B as with treat = A');
    }
  });

  test('an interaction under the identity link is a difference of differences', () => {
    const effect = { ...effectOf({ kind: 'interaction', parts: [age, contrast] }), estimate: 3.24, standardError: 1.1, lower: 1.1, upper: 5.4 };
    expect(last(withAdded(linear, effect))).toBe('For a given Subject, the difference in Reaction for each unit more of age is 3.2 higher with treat = B than with treat = A (95 % CI 1.1 to 5.4, Wald). 0 would mean that the effects simply add up.');
  });

  test('three factors are an interaction that differs', () => {
    const other: CoefficientMeaning = { kind: 'contrast', variable: 'sex', level: 'M', reference: 'F' };
    expect(last(withAdded(base, effectOf({ kind: 'interaction', parts: [contrast, other, age] })))).toContain('the interaction of age and treat (a ratio of odds ratios) is 0.37 times as large with sex = M as with sex = F');
  });

  test('a slope within a level is read in that level', () => {
    expect(last(withAdded(base, effectOf({ kind: 'interaction', parts: [{ kind: 'cell', variable: 'period', level: '3' }, age] })))).toContain('For a given herd, in period 3, the odds of incidence are 0.37 times as high for each unit more of age');
  });

  test('a level without an intercept is a level, not a comparison', () => {
    const cells = { ...base, fixed: [{ ...base.fixed[0]!, meaning: { kind: 'cell', variable: 'period', level: '1' } as const }] };
    expect(say(cells, 0)).toContain('For a typical herd in period 1, the odds of incidence are 0.25');
  });

  test('a column of a basis is to be read from the curve', () => {
    expect(last(withAdded(linear, effectOf({ kind: 'basis', variable: 'poly(Days, 2)' })))).toContain('One column of several that together describe poly(Days, 2): read it from the fitted curve, not alone');
  });

  const mean = { kind: 'mean' } as const;

  test('a sum contrast is against the mean of all levels', () => {
    const deviation: CoefficientMeaning = { kind: 'deviation', variable: 'period', level: '2' };
    expect(last(withAdded(base, effectOf(deviation)))).toBe('For a given herd, the odds of incidence in period 2 are 0.37 times those on average over all levels of period (95 % CI 0.20 to 0.68, Wald). Each level counts once in the mean, which is taken of the log odds.');
    expect(interpretFixedEffect(withAdded(base, effectOf(deviation)), 4).subject).toBe('period 2 against the mean of all levels');
  });

  test('a Helmert contrast is read as the difference of which the coefficient is a share', () => {
    // three times the coefficient: exp(3 · −0.992332794) = 0.051, limits exp(3 · −1.5933) and exp(3 · −0.3913)
    const helmert: CoefficientMeaning = { kind: 'comparison', variable: 'period', over: ['3'], against: ['1', '2'], factor: 1 / 3, baseline: mean };
    const text = last(withAdded(base, effectOf(helmert)));
    expect(text).toContain('the odds of incidence in period 3 are 0.051 times those on average over period 1 and 2 (95 % CI 0.0084 to 0.31, Wald)');
    expect(text).toContain('The coefficient itself is 0.3333 times this difference in the log odds.');
  });

  test('a linear trend is read by the step from level to level', () => {
    // step 0.2236: 10.467 · 0.2236 = 2.34
    const trend: CoefficientMeaning = { kind: 'trend', variable: 'dose', degree: 1, step: 0.2236 };
    const effect = { ...effectOf(trend), estimate: 10.467, standardError: 1.5, lower: 7.5, upper: 13.4 };
    expect(last(withAdded(linear, effect))).toBe('For a given Subject, Reaction is on average 2.34 higher for each level up in dose (95 % CI 1.68 to 3.00, Wald). The coefficient itself is 4.472 times this step.');
    expect(interpretFixedEffect(withAdded(linear, effect), 2).subject).toBe('linear trend across the ordered levels of dose');
  });

  test('a bend of a trend is to be read from the means of the levels', () => {
    expect(last(withAdded(linear, effectOf({ kind: 'trend', variable: 'dose', degree: 2, step: null })))).toContain('The quadratic trend across the ordered levels of dose: read it from the fitted means of the levels, not alone.');
  });

  test('a main effect beside an interaction with a centred factor holds on average over its levels', () => {
    const deviation: CoefficientMeaning = { kind: 'deviation', variable: 'treat', level: 'A' };
    const model = withAdded(base, effectOf(age, { term: 'age', isConditionalOnOthers: true }), effectOf({ kind: 'interaction', parts: [deviation, age] }));
    expect(say(model, 4)).toContain('This holds on average over all levels of treat: the model has an interaction.');
    expect(last(model)).toContain('the odds ratio for each unit more of age is 0.37 times as large with treat = A as on average over all levels of treat');
  });

  test('an intercept beside centred factors is a mean over their levels', () => {
    const intercept = { ...base.fixed[0]!, meaning: { kind: 'intercept', references: [], means: [{ variable: 'treat', baseline: 'mean' }] } as const };
    expect(say({ ...base, fixed: [intercept, effectOf({ kind: 'deviation', variable: 'treat', level: 'A' })] }, 0)).toContain('For a typical herd on average over all levels of treat, the odds of incidence are 0.25');
  });

  test('a main effect beside its interaction says where it holds', () => {
    const model = withAdded(base, effectOf(age, { term: 'age', isConditionalOnOthers: true }), effectOf({ kind: 'interaction', parts: [contrast, age] }));
    expect(say(model, 4)).toContain('This holds with treat = A: the model has an interaction.');
  });

  test('a linear term beside its square says that both move', () => {
    const model = withAdded(base, effectOf(age, { term: 'age', isConditionalOnOthers: true }), effectOf({ kind: 'slope', variable: 'I(age^2)', isIndicator: false }));
    expect(say(model, 4)).toContain('I(age^2) moves along with it: this is the effect where age is 0.');
  });

  test('a square says with what it moves', () => {
    expect(last(withAdded(base, effectOf(age), effectOf({ kind: 'slope', variable: 'I(age^2)', isIndicator: false })))).toContain('It moves along with age: read them together, from the fitted curve.');
  });

  test('a converted factor goes by its own name', () => {
    expect(last(withAdded(base, effectOf({ kind: 'contrast', variable: 'factor(dose)', level: '2', reference: '1' })))).toContain('with dose = 2 are 0.37 times those with dose = 1');
    expect(last(withAdded(base, effectOf({ kind: 'deviation', variable: 'C(period, contr.sum)', level: '2' })))).toContain('in period 2 are 0.37 times those on average over all levels of period');
  });

  test('without a standard error there is no interval, and it says so', () => {
    expect(last(withAdded(base, effectOf(age, { standardError: 'NaN', lower: 'NaN', upper: 'NaN' })))).toContain('are 0.37 times as high for each unit more of age (no interval: its standard error could not be computed)');
  });

  test('without an estimate there is nothing to read', () => {
    for (const estimate of [null, 'NaN', 'Inf'] as const) expect(last(withAdded(base, effectOf(age, { estimate })))).toBe('term has no estimate: the data do not determine it.');
  });

  test('a link that is none is a mistake of the caller', () => {
    expect(() => say({ ...base, link: 'loglog' }, 1)).toThrow('there is no link loglog');
  });

  test('a count under the identity link is read by its expected number', () => {
    expect(say({ ...readModel('grouseticks'), link: 'identity' }, 1)).toContain('the expected number of TICKS is 1.18 higher in YEAR 96 than in YEAR 95');
  });

  test('from one probability to the other, where the result has both', () => {
    const at = (estimate: number, averaged: number): FixedEffect['responseMean'] => ({ estimate, lower: estimate / 2, upper: Math.min(1, estimate * 2), averaged });
    const means = withEffect(withEffect(base, 0, { responseMean: at(0.2, 0.22) }), 1, { responseMean: at(0.08, 0.1) });
    expect(say(means, 1)).toContain('From 20 % to 8 % for a typical herd; averaged over herds, from 22 % to 10 %.');
    const others = { ...means, referencePoint: [{ variable: 'period', value: '1' }, { variable: 'breed', value: 'Ankole cattle' }, { variable: 'age', value: 4.2 }], fixed: [...means.fixed, effectOf(age)] };
    expect(say(others, 1)).toContain('From 20 % to 8 % for a typical herd with breed = Ankole cattle and age at its mean;');
    expect(say(withEffect(means, 1, { responseMean: at(0.2, 0.22) }), 1)).not.toContain('From');
  });

  test('a slope is also read per standard deviation of its column, one of 1 excepted', () => {
    // exp(−0.992332794 · 0.5) = 0.6089, limits exp(−1.5933/2) and exp(−0.3913/2)
    expect(last(withAdded(base, effectOf({ ...age, sd: 0.5 })))).toContain('Per standard deviation of age (0.500): 0.61 times (95 % CI 0.45 to 0.82, Wald).');
    expect(last(withAdded(base, effectOf({ ...age, sd: 1 })))).not.toContain('Per standard deviation');
  });

  test('there is none beyond the last', () => {
    expect(() => interpretFixedEffect(base, 4)).toThrow(RangeError);
  });
});

describe('a random term in words', () => {
  test('gives spread, share and median odds ratio', () => {
    // median odds ratio exp(√2 · 0.6745 · 0.6423) = 1.845, ICC 0.4125 / (0.4125 + π²/3) = 0.111
    expect(interpretRandomTerm(readModel('cbpp'), 0).text).toBe('Between herds, the log odds of incidence vary with a standard deviation of 0.642 (15 levels). Intraclass correlation 0.111: 11 % of the latent variance that the fixed effects leave lies between herds. Median odds ratio 1.85: of two herds drawn at random with equal covariates, the odds of incidence in the higher are in the median 1.85 times those in the lower. Conditional modes range from −0.690 to 0.970.');
  });

  test('gives slopes with their correlation', () => {
    expect(interpretRandomTerm(readModel('sleepstudy'), 0).text).toContain('Between Subjects, Reaction varies (where Days is zero) with a standard deviation of 24.7 and the effect of Days varies with a standard deviation of 5.92 (18 levels). Correlation of (Intercept) and Days: 0.07. Intraclass correlation 0.260: the intercepts of Subjects make up 26 % of the variance that the fixed effects leave, averaged over the rows.');
  });

  test('says plainly that a variance is estimated as zero', () => {
    const cbpp = readModel('cbpp');
    expect(interpretRandomTerm({ ...cbpp, random: [{ ...cbpp.random[0]!, sd: [0] }] }, 0).text).toContain('with a standard deviation of zero (no variation beyond chance)');
  });
});

describe('grouping factors in words', () => {
  const grouped = (...groups: string[]): ModelResult => ({ ...readModel('cbpp'), random: groups.map(group => ({ ...readModel('cbpp').random[0]!, group })) });

  test.each([[['herd'], 'herd'], [['id', 'item'], 'id and item'], [['cask:batch', 'batch'], 'batch and cask within it'], [['batch', 'cask:batch'], 'batch and cask within it'], [['batch:cask'], 'combination of batch and cask'], [['g', 'g'], 'g'], [['c:(b:a)', 'b:a', 'a'], 'a and b within it and c within it']])('%j are %s', (groups, words) => {
    expect(groupsInWords(grouped(...groups))).toBe(words);
  });

  test.each([['herd', 'herds'], ['batch', 'batches'], ['country', 'countries'], ['class', 'classes'], ['INDEX', 'levels of INDEX'], ['site_1', 'levels of site_1'], ['cask:batch', 'combinations of cask and batch'], ['c:(b:a)', 'combinations of c, b and a'], ['g', 'levels of g']])('several of %s are %s', (group, words) => {
    expect(levelsInWords(group)).toBe(words);
  });
});

test('names of the user cannot break out of the Markdown', () => {
  const cbpp = readModel('cbpp');
  const { markdown } = interpretFixedEffect(withEffect(cbpp, 1, { meaning: { kind: 'contrast', variable: HOSTILE, level: HOSTILE, reference: '1' } }), 1);
  expect(markdown).not.toMatch(/<img|<\/script|(?<!\\)\[a\]/);
  expect(markdown).toContain('**0.37 times**');
});
