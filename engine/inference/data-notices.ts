/** The notices about the data of a model: they need its design, not its fit. */
import type { BuiltDesign } from '../model/build-design.js';
import type { MixedModelDesign } from '../model/design.js';
import { unidentifiedVariances, type UnidentifiedVariances } from '../model/identifiability.js';
import type { Notice } from '../results.js';
import { reasonForDropping } from './dropped-columns.js';
import { joined, notice } from './notice.js';

/** What a reader should know about the data of a fit. */
export function dataNotices(built: BuiltDesign): Notice[] {
  const { design, remarks } = built;
  const notices: Notice[] = [];
  const { dropped, fixed, rowCount } = design;
  if (dropped.count > 0) {
    const columns = Object.entries(dropped.byColumn);
    notices.push(
      notice('GLMM301', `${count(dropped.count, 'row')} with missing values ${dropped.count === 1 ? 'was' : 'were'} left out; ${rowCount} ${rowCount === 1 ? 'remains' : 'remain'}. Missing: ${columns.map(([name, missing]) => `${name} ${missing}`).join(', ')}.`, {
        evidence: { rowsDropped: dropped.count, rowsUsed: rowCount, ...dropped.byColumn },
        advice: ['The estimates are those of the complete rows. They hold for all rows if which rows are incomplete does not depend on the response, given the covariates.'],
      }),
    );
  }
  if (fixed.droppedColumns.length > 0) {
    const names = listed(fixed.droppedColumns);
    const one = fixed.droppedColumns.length === 1;
    const reason = reasonForDropping(built);
    notices.push(
      notice('GLMM302', `The data do not determine ${one ? 'the coefficient' : 'the coefficients'} of ${names}: other columns add up to ${one ? 'it' : 'them'}, so ${one ? 'it was' : 'they were'} left out.${reason === null ? '' : ` ${reason}`}`, {
        term: fixed.droppedColumns[0]!,
        evidence: { dropped: [...fixed.droppedColumns], fixedTerm: remarks.droppedTerms[0]! },
        advice: ['If combinations of levels are empty, remove the interaction or merge levels.', 'If a column is a sum of others, keep only one of them.'],
      }),
    );
  }
  const seen = new Set<string>();
  for (const { group, levels } of design.random) {
    if (levels.length >= 5 || seen.has(group)) continue;
    seen.add(group);
    notices.push(
      notice('GLMM303', `${group} has only ${levels.length} levels, so the variance between them is estimated from very little.`, {
        term: group,
        evidence: { levels: levels.length },
        advice: [`Consider ${group} as a fixed effect.`],
      }),
    );
  }
  notices.push(...unidentifiedVariances({ ...design, hasResidual: remarks.hasResidual }).map(entry => unidentifiedNotice(entry, design)));
  notices.push(...singleOutcomeNotices(design));
  for (const label of remarks.fractionalGroupings) {
    notices.push(
      notice('GLMM304', `The grouping variable ${label} holds numbers with fractions; each distinct number is a level.`, {
        term: label,
        advice: [`If ${label} is a measurement, use it as a covariate, or group it with cut().`],
      }),
    );
  }
  for (const label of remarks.contrastsLost) {
    notices.push(
      notice('GLMM307', `Some levels of ${label} do not occur in the rows used, and its contrasts went with them: the default ones were used.`, {
        term: label,
        advice: [`Remove the levels first, d <- droplevels(d), and set the contrasts of ${label} then.`],
      }),
    );
  }
  if (remarks.contrastsUnused.length > 0) {
    notices.push(
      notice('GLMM322', `contrasts = names ${joined(remarks.contrastsUnused)}, which ${remarks.contrastsUnused.length === 1 ? 'is no variable' : 'are no variables'} of the model.`, {
        term: remarks.contrastsUnused[0]!,
        advice: ['The names are those of the variables in the formula, as written there.'],
      }),
    );
  }
  for (const label of remarks.stillCorrelated) {
    notices.push(
      notice('GLMM323', `The effects of ${label} are correlated with each other: the double bar keeps terms apart, not the columns of one variable, as in lme4.`, {
        term: label,
        advice: ['For uncorrelated columns make a variable of each, such as I(f == "b"), and write them as terms.'],
      }),
    );
  }
  if (remarks.responseLevels.length > 0) {
    const [failure, ...successes] = remarks.responseLevels;
    notices.push(
      notice('GLMM305', `The response has ${remarks.responseLevels.length} levels: ${failure} counts as failure, ${successes.join(', ')} as success.`, {
        evidence: { levels: [...remarks.responseLevels] },
        advice: ['For another split make a response of your own, such as I(y == "high").'],
      }),
    );
  }
  return notices;
}

function unidentifiedNotice({ terms, from }: UnidentifiedVariances, { random }: MixedModelDesign): Notice {
  const labels = terms.map(({ label }) => label);
  const groups = joined([...new Set(terms.map(({ group }) => group))]);
  const first = terms[0];
  const details = { term: labels.at(-1) ?? groups, evidence: { terms: labels } };
  const smaller = random.length > terms.length ? `Fit the model without ${labels.at(-1)}.` : `Fit the smaller model ${first && first.effectCount > 1 ? `(1 | ${groups})` : 'without it, by a function for models without random effects'}.`;
  if (from === 'fixed effects') {
    return notice('GLMM308', `The fixed effects already take up all that could vary between the levels of ${groups}, so that the data say nothing about the variance of ${joined(labels)}.`, {
      ...details,
      advice: [`Keep ${groups} either as a fixed effect or as a grouping factor.`],
    });
  }
  if (from === 'residual') {
    return notice('GLMM308', `The variance of ${joined(labels)} cannot be told from the residual variance: the data determine only their sum.`, { ...details, advice: [smaller] });
  }
  if (terms.length > 1) {
    return notice('GLMM308', `The terms ${joined(labels)} vary in the same way, so that the data determine only their variances together.`, { ...details, advice: [`Keep one of them.`] });
  }
  return notice('GLMM308', `The covariates take too few values over the levels of ${groups} to determine all variances and correlations of ${joined(labels)}: different ones give the same model.`, {
    ...details,
    advice: [smaller, 'An effect can vary over levels only if its covariate varies within them, or takes more values between them.'],
  });
}

/** Factors with a level for every row, in a model for outcomes of 0 and 1. */
function singleOutcomeNotices({ random, response, weights, rowCount }: MixedModelDesign): Notice[] {
  const { kind } = response.description;
  if (kind !== 'binary' && kind !== 'proportion') return [];
  if (weights.some(weight => weight > 1)) return [];
  const groups = new Set(random.filter(({ levels }) => levels.length === rowCount).map(({ group }) => group));
  return [...groups].map(group =>
    notice('GLMM309', `Each level of ${group} has a single outcome of 0 or 1, which cannot show how much levels vary.`, {
      term: group,
      evidence: { levels: rowCount },
      advice: [random.length > 1 ? `Leave ${group} out of the formula.` : 'Group by a factor whose levels have several outcomes.', 'A random effect for every observation serves counts and proportions of several trials, not single outcomes.'],
    }),
  );
}

/** So many names of a list are written out. */
const LISTED = 10;
const listed = (names: readonly string[]): string => (names.length > LISTED ? `${names.slice(0, LISTED).join(', ')} and ${names.length - LISTED} more` : names.join(', '));
const count = (amount: number, noun: string): string => `${amount} ${noun}${amount === 1 ? '' : 's'}`;
