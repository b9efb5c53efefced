// What the data tell of a model before it is fitted: each rule where it speaks, with its place and its mend, and where it must not.
import { describe, expect, it } from 'vitest';
import { Cancelled } from '../../../engine/estimation/monitor.js';
import { checkCell } from '../../../engine/language/check.js';
import { mergeTiers } from '../../../engine/language/services/merge-tiers.js';
import { UserError, type Diagnostic, type QuickFix } from '../../../engine/language/syntax/diagnostic.js';
import { Rehearsal } from '../../../engine/rehearsal.js';
import { PASSED_OVER } from '../../../engine/rehearsed-variables.js';
import { noFiles } from '../../fixtures/no-files.js';

const diagnose = (cells: readonly string[]): Promise<Diagnostic[][]> => new Rehearsal({ files: noFiles }).diagnose(cells);

/** Of one cell: code and severity, the text at its place, and the cell as its quick fixes would leave it. */
async function told(cell: string): Promise<{ code: string; severity: string; at: string; message: string; mended: readonly string[] }[]> {
  const [found = []] = await diagnose([cell]);
  return found.map(({ code, severity, from, to, message, fixes }) => ({ code, severity, at: cell.slice(from, to), message, mended: fixes.map(fix => apply(cell, fix)) }));
}

function apply(text: string, { edits }: QuickFix): string {
  return [...edits].sort((a, b) => b.from - a.from).reduce((changed, { from, to, insert }) => changed.slice(0, from) + insert + changed.slice(to), text);
}

const codes = async (cell: string): Promise<string[]> => (await told(cell)).map(({ code }) => code);

/** As R has them: 56 rows, 15 herds, four periods. */
const CBPP = 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)';

describe('a response outside the support of its family', () => {
  it('is told with the first such row and its value, and the family that fits', async () => {
    const [found] = await told('glmer(incidence ~ period + (1 | herd), data = cbpp, family = binomial)');
    // head(cbpp$incidence): 2 3 4 0 3 1
    expect(found).toMatchObject({ code: 'GLMM314', severity: 'error', at: 'incidence', message: 'The response `incidence` is 2 in row 1, which is not between 0 and 1.' });
    expect(found?.mended[0]).toBe('glmer(incidence ~ period + (1 | herd), data = cbpp, family = poisson)');
  });

  it('counts rows of the data, not those that are left after missing values', async () => {
    const [found] = await told('d <- data.frame(y = c(NA, 0, 1, 2, 1, 0), g = c(1, 1, 2, 2, 3, 3))\nglmer(y ~ 1 + (1 | g), data = d, family = binomial)');
    expect(found?.message).toContain('is 2 in row 4');
  });

  it('offers to take 1 and 2 apart, and no family of counts', async () => {
    const [found] = await told('d <- transform(cbpp, y = 1 + (incidence > 2))\nglmer(y ~ period + (1 | herd), data = d, family = binomial)');
    expect(found?.mended[0]).toContain('I(y == 2) ~ period');
    expect(found?.mended.join()).not.toContain('poisson');
  });

  it('offers the gamma family for fractions above zero, and the linear model', async () => {
    const [found] = await told('glmer(Reaction ~ Days + (1 | Subject), data = sleepstudy, family = poisson)');
    expect(found).toMatchObject({ code: 'GLMM314', at: 'Reaction' });
    expect(found?.mended).toEqual(['glmer(Reaction ~ Days + (1 | Subject), data = sleepstudy, family = Gamma)', 'lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)']);
  });

  it('offers the linear model alone for values below zero', async () => {
    const [found] = await told('d <- transform(sleepstudy, y = Reaction - 300)\nglmer(y ~ Days + (1 | Subject), data = d, family = Gamma)');
    expect(found?.mended).toEqual(['d <- transform(sleepstudy, y = Reaction - 300)\nlmer(y ~ Days + (1 | Subject), data = d)']);
  });

  it('is a factor with two levels in a linear model, which a binomial model takes', async () => {
    const [found] = await told('lmer(use ~ age + (1 | district), data = Contraception)');
    expect(found).toMatchObject({ code: 'GLMM319', at: 'use' });
    expect(found?.mended).toEqual(['glmer(use ~ age + (1 | district), data = Contraception, family = binomial)']);
  });

  it.each([CBPP, 'glmer(TICKS ~ YEAR + (1 | BROOD), data = grouseticks, family = poisson)', 'glmer(Reaction ~ Days + (1 | Subject), data = sleepstudy, family = Gamma(link = "log"))'])('is not in %s', async call => {
    expect(await codes(call)).toEqual([]);
  });
});

describe('a grouping factor', () => {
  it('with fewer than five levels becomes a fixed effect', async () => {
    const [found] = await told('lmer(diameter ~ 1 + (1 | plate) + (1 | few), data = transform(Penicillin, few = ifelse(as.character(sample) < "D", "a", "b")))');
    expect(found).toMatchObject({ code: 'GLMM303', severity: 'warning', at: 'few' });
    expect(found?.mended).toEqual(['lmer(diameter ~ 1 + (1 | plate) + factor(few), data = transform(Penicillin, few = ifelse(as.character(sample) < "D", "a", "b")))']);
    expect(await codes('lmer(diameter ~ 1 + (1 | plate) + (1 | sample), data = Penicillin)')).toEqual([]);
  });

  it('that is the only one has no such mend, because a model without random effects is another function', async () => {
    const [found] = await told('glmer(incidence ~ 1 + (1 | period), data = cbpp, family = poisson)');
    expect(found).toMatchObject({ code: 'GLMM303', at: 'period', mended: [] });
  });

  it('of fractions becomes a covariate', async () => {
    const found = await told('glmer(use ~ urban + (1 | district) + (1 | age), data = Contraception, family = binomial)');
    expect(found).toMatchObject([{ code: 'GLMM304', at: 'age', mended: ['glmer(use ~ urban + (1 | district) + age, data = Contraception, family = binomial)'] }]);
  });

  it('with one level is an error at its term', async () => {
    expect(await told('lmer(Reaction ~ Days + (1 | Subject) + (1 | one), data = transform(sleepstudy, one = "a"))')).toMatchObject([
      { code: 'GLMM312', severity: 'error', at: '1 | one', mended: ['lmer(Reaction ~ Days + (1 | Subject), data = transform(sleepstudy, one = "a"))'] },
    ]);
  });

  it('with as many levels as rows is an error in a linear model, and none in a model of counts', async () => {
    const row = 'd <- transform(grouseticks, row = factor(seq_len(nrow(grouseticks))))\n';
    expect(await told(`${row}lmer(TICKS ~ YEAR + (1 | BROOD) + (1 | row), data = d)`)).toMatchObject([{ code: 'GLMM315', at: '1 | row', mended: [`${row}lmer(TICKS ~ YEAR + (1 | BROOD), data = d)`] }]);
    expect(await codes(`${row}glmer(TICKS ~ YEAR + (1 | BROOD) + (1 | row), data = d, family = poisson)`)).toEqual([]);
  });

  it('with one outcome of 0 or 1 a level is a warning', async () => {
    const row = 'd <- transform(Contraception, row = 1:nrow(Contraception))\n';
    const found = await told(`${row}glmer(use ~ urban + (1 | district) + (1 | row), data = d, family = binomial)`);
    expect(found).toMatchObject([{ code: 'GLMM309', at: 'row', mended: [`${row}glmer(use ~ urban + (1 | district), data = d, family = binomial)`] }]);
  });
});

describe('rows and columns', () => {
  it('that are dropped for missing values are counted at the data, with the rows to look at', async () => {
    const cell = 'd <- sleepstudy\nd$Days[c(3, 7)] <- NA\nm <- lmer(Reaction ~ Days + (1 | Subject), data = d)';
    const [found] = await told(cell);
    expect(found).toMatchObject({ code: 'GLMM301', severity: 'information', at: 'd', message: '2 rows with missing values were left out; 178 remain. Missing: Days 2.' });
    expect(found?.mended).toEqual([
      'd <- sleepstudy\nd$Days[c(3, 7)] <- NA\nm <- lmer(Reaction ~ Days + (1 | Subject), data = na.omit(d[, c("Reaction", "Days", "Subject")]))',
      'd <- sleepstudy\nd$Days[c(3, 7)] <- NA\nd[!complete.cases(d[, c("Reaction", "Days", "Subject")]), ]\nm <- lmer(Reaction ~ Days + (1 | Subject), data = d)',
    ]);
    expect(await codes(found!.mended[0]!)).toEqual([]);
    expect((await told(found!.mended[1]!)).map(({ code }) => code)).toEqual(['GLMM301']);
  });

  it('of an interaction with empty cells are named at the interaction', async () => {
    const data = 'd <- subset(cbpp, !(period == "4" & herd %in% c("1", "3")))\nd$late <- ifelse(d$herd %in% c("1", "3"), "a", "b")\n';
    const [found] = await told(`${data}lmer(incidence ~ late * period + (1 | herd), data = d)`);
    // R: colnames(model.matrix(~ late * period, d)) has lateb:period4, which qr() of it drops
    expect(found).toMatchObject({ code: 'GLMM302', severity: 'warning', at: 'late * period' });
    expect(found?.message).toContain('lateb:period4');
    expect(found?.message).toContain('No row has late = a and period = 4.');
    expect(found?.mended).toEqual([`${data}lmer(incidence ~ late + period + (1 | herd), data = d)`]);
    expect(await codes(found!.mended[0]!)).toEqual([]);
  });

  it('that another column determines are named at their term', async () => {
    expect(await told('lmer(Reaction ~ Days + weeks + (1 | Subject), data = transform(sleepstudy, weeks = Days / 7))')).toMatchObject([
      { code: 'GLMM302', at: 'weeks', mended: ['lmer(Reaction ~ Days + (1 | Subject), data = transform(sleepstudy, weeks = Days / 7))'] },
    ]);
  });

  it('of an interaction with a level in which the covariate does not vary are explained', async () => {
    const [found] = await told('d <- transform(sleepstudy, early = ifelse(Days < 1, "first", "later"))\nlmer(Reaction ~ Days * early + (1 | Subject), data = d)');
    // R: colnames(model.matrix(~ Days * early, d)) has Days:earlylater, which is Days itself
    expect(found).toMatchObject({ code: 'GLMM302', at: 'Days * early' });
    expect(found?.message).toMatch(/Days:earlylater.* Days has a single value in all rows with early = first\.$/);
  });

  it('that are constant are named as well', async () => {
    expect(await told('lmer(Reaction ~ one + Days + (1 | Subject), data = transform(sleepstudy, one = 3))')).toMatchObject([{ code: 'GLMM302', at: 'one', message: 'The data do not determine the coefficient of one: other columns add up to it, so it was left out. one has the same value in all rows.', mended: ['lmer(Reaction ~ Days + (1 | Subject), data = transform(sleepstudy, one = 3))'] }]);
  });
});

describe('separation by a level', () => {
  const late = 'd <- transform(cbpp, late = incidence == 0 & period == "4")\n';

  it('is seen before the fit, and the fit says the same', async () => {
    const cell = `${late}glmer(cbind(incidence, size - incidence) ~ late + (1 | herd), data = d, family = binomial)`;
    expect(await told(cell)).toMatchObject([{ code: 'GLMM325', severity: 'warning', at: 'late', message: 'In the 8 rows with late = TRUE incidence never happens, so that the estimate of that effect grows without limit.' }]);
    const [fitted] = await new Rehearsal({ files: noFiles, fits: true }).diagnose([cell]);
    expect(fitted?.map(({ code }) => code)).toContain('GLMM404');
  });

  it('is seen in a combination of levels that has an effect of its own, and not where it has none', async () => {
    const data = 'd <- transform(cbpp, y = ifelse(period == "2" & size > 15, 0, incidence), large = size > 15)\n';
    const [found] = await told(`${data}glmer(y ~ period * large + (1 | herd), data = d, family = poisson)`);
    expect(found).toMatchObject({ code: 'GLMM325', at: 'period * large' });
    expect(found?.message).toContain('period = 2 and large = TRUE');
    expect(await codes(`${data}glmer(y ~ period + large + (1 | herd), data = d, family = poisson)`)).toEqual([]);
  });

  it('is no matter of a grouping factor, of the normal family, or of a covariate that measures', async () => {
    expect(await codes('d <- transform(cbpp, some = incidence > 0)\nglmer(some ~ size + (1 | herd), data = d, family = binomial)')).toEqual([]);
    expect(await codes(`${late}lmer(incidence ~ late + (1 | herd), data = d)`)).toEqual([]);
  });
});

describe('covariates, offsets and weights', () => {
  // R: lme4::lmer(Reaction ~ seconds + (1 | Subject), transform(sleepstudy, seconds = Days * 86400)) warns "Some predictor variables are
  // on very different scales: consider rescaling"; with hours = Days * 24 it does not (lme4 1.1-31, checkScaleX)
  it('of very different scales are a hint, where lme4 warns', async () => {
    expect(await told('lmer(Reaction ~ seconds + (seconds | Subject), data = transform(sleepstudy, seconds = Days * 86400))')).toMatchObject([
      { code: 'GLMM324', severity: 'hint', at: 'seconds', mended: ['lmer(Reaction ~ scale(seconds) + (scale(seconds) | Subject), data = transform(sleepstudy, seconds = Days * 86400))'] },
    ]);
    expect(await codes('lmer(Reaction ~ hours + (1 | Subject), data = transform(sleepstudy, hours = Days * 24))')).toEqual([]);
  });

  it('that do not vary within the levels have no slopes there', async () => {
    const code = 'd <- transform(sleepstudy, code = as.numeric(as.character(Subject)) - 350)\n';
    expect(await told(`${code}lmer(Reaction ~ Days + code + (code | Subject), data = d)`)).toMatchObject([{ code: 'GLMM326', severity: 'hint', at: '(code | Subject)', mended: [`${code}lmer(Reaction ~ Days + code + (1 | Subject), data = d)`] }]);
    expect(await codes('lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)')).toEqual([]);
  });

  it('that are exposures go in as logarithms', async () => {
    expect(await told('glmer(incidence ~ period + offset(size) + (1 | herd), data = cbpp, family = poisson)')).toMatchObject([
      { code: 'GLMM327', severity: 'warning', at: 'offset(size)', mended: ['glmer(incidence ~ period + offset(log(size)) + (1 | herd), data = cbpp, family = poisson)'] },
    ]);
    expect(await told('glmer(incidence ~ period + (1 | herd), data = cbpp, family = poisson, offset = size)')).toMatchObject([{ code: 'GLMM327', at: 'size', mended: ['glmer(incidence ~ period + (1 | herd), data = cbpp, family = poisson, offset = log(size))'] }]);
    expect(await codes('glmer(incidence ~ period + (1 | herd), data = cbpp, family = poisson, offset = log(size))')).toEqual([]);
    expect(await codes('lmer(incidence ~ period + offset(size) + (1 | herd), data = cbpp)')).toEqual([]);
  });

  it('that are numbers of trials count once', async () => {
    expect(await told(`${CBPP.slice(0, -1)}, weights = size)`)).toMatchObject([{ code: 'GLMM328', severity: 'warning', at: 'size', mended: [CBPP] }]);
    expect(await codes('glmer(incidence / size ~ period + (1 | herd), data = cbpp, family = binomial, weights = size)')).toEqual([]);
  });

  it('below zero as weights are an error', async () => {
    expect(await told('lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy, weights = Days - 1)')).toMatchObject([{ code: 'GLMM320', severity: 'error', at: 'Days - 1' }]);
  });
});

describe('points of quadrature', () => {
  it('are an error where the data cross the factors, and none where they nest them', async () => {
    const cell = 'd <- transform(cbpp, half = ifelse(size > 12, "a", "b"), region = ifelse(as.integer(as.character(herd)) > 7, "n", "s"))\n';
    expect(await told(`${cell}glmer(cbind(incidence, size - incidence) ~ 1 + (1 | herd) + (1 | half), data = d, family = binomial, nAGQ = 5)`)).toMatchObject([{ code: 'GLMM419' }]);
    expect(await codes(`${cell}glmer(cbind(incidence, size - incidence) ~ 1 + (1 | herd) + (1 | region), data = d, family = binomial, nAGQ = 5)`)).toEqual(['GLMM303']);
  });
});

describe('a notebook', () => {
  it('is followed across cells, and what depends on a fit or a mistake is passed over', async () => {
    const found = await diagnose([
      'd <- transform(cbpp, rate = incidence / size)',
      'm <- lmer(rate ~ period + (1 | herd), data = d)\ncoefficients <- fixef(m)\ncoefficients[["nothing"]]',
      'broken <- d$rate + "a"\nbroken * 2\nmean(broken)',
      'glmer(rate ~ period + (1 | herd), data = d, family = poisson)',
    ]);
    expect(found.map(cell => cell.map(({ code, from }) => `${code} ${from}`))).toEqual([[], [], ['GLMM210 10'], ['GLMM314 6']]);
  });

  it('with a half-typed statement says what it knows of the others', async () => {
    const [found] = await diagnose(['d <- subset(cbpp, size > \nx <- sqrt("a")', 'nrow(d)']);
    expect(found?.every(({ severity }) => severity === 'error')).toBe(true);
    const rest = await diagnose(['m <- lmer(Reaction ~ Da', 'd <- cbpp', 'sqrt("a")']);
    expect(rest.map(cell => cell.length)).toEqual([0, 0, 1]);
  });

  it('evaluates a statement again only when it or what it reads has changed', async () => {
    let reads = 0;
    const rehearsal = new Rehearsal({ files: { ...noFiles, read: () => Promise.resolve((reads++, new TextEncoder().encode('y,g\n2,a\n3,b\n'))) } });
    const cells = ['d <- read.csv("d.csv")', 'x <- 1', 'glmer(y ~ 1 + (1 | g), data = d, family = binomial)'];
    const first = await rehearsal.diagnose(cells);
    const second = await rehearsal.diagnose(['d <- read.csv("d.csv")', '# a comment\nx <- 2', ' glmer(y ~ 1 + (1 | g), data = d, family = binomial)']);
    expect(reads).toBe(1);
    expect(first[2]?.[0]).toMatchObject({ code: 'GLMM314', from: 6, to: 7 });
    expect(second[2]?.[0]).toMatchObject({ code: 'GLMM314', from: 7, to: 8 });
    rehearsal.forget();
    await rehearsal.diagnose(cells);
    expect(reads).toBe(2);
  });

  it('draws the random numbers of the session, also when it remembers', async () => {
    const rehearsal = new Rehearsal({ files: noFiles });
    const cells = ['set.seed(1)\nx <- rnorm(3)', 'y <- rnorm(2)\nstopifnot <- sqrt(y[1])', 'd <- data.frame(u = c(round(y[1], 4), 0.5), g = c("a", "b"))\nglmer(u ~ 1 + (1 | g), data = d, family = poisson)'];
    // R: set.seed(1); rnorm(5) gives 1.5953 as its fourth number
    const expected = 'The response `u` is 1.5953 in row 1';
    expect((await rehearsal.diagnose(cells))[2]?.[0]?.message).toContain(expected);
    expect((await rehearsal.diagnose([...cells.slice(0, 2), `\n${cells[2]!}`]))[2]?.[0]?.message).toContain(expected);
  });

  it('says nothing of what it cannot know: variables of the session that no cell makes', async () => {
    const inherited = new Set(['kept', 'later']);
    const cells = ['lmer(Reaction ~ kept + (1 | Subject), data = sleepstudy)\nsqrt(kept)', 'lmer(Reaction ~ later + (1 | Subject), data = sleepstudy)\nlater <- sleepstudy$Days'];
    const found = await new Rehearsal({ files: noFiles }).diagnose(cells, { inherited });
    expect(found.map(cell => cell.map(({ code }) => code))).toEqual([[], ['GLMM204']]);
  });

  it('keeps what it had done when it is cancelled', async () => {
    const reads: string[] = [];
    const rehearsal = new Rehearsal({ files: { ...noFiles, read: name => Promise.resolve((reads.push(name), new TextEncoder().encode('y,g\n2,a\n'))) } });
    const cells = ['d <- read.csv("first.csv")', 'e <- read.csv("second.csv")'];
    const monitor = { isDue: () => reads.includes('second.csv'), pause: () => Promise.reject(new Cancelled()) };
    await expect(rehearsal.diagnose(cells, { monitor })).rejects.toBeInstanceOf(Cancelled);
    await rehearsal.diagnose(cells);
    expect(reads).toEqual(['first.csv', 'second.csv', 'second.csv']);
  });

  it('ends when it is cancelled', async () => {
    const monitor = { isDue: () => true, pause: () => Promise.reject(new Cancelled()) };
    await expect(new Rehearsal({ files: noFiles }).diagnose(['x <- 1'], { monitor })).rejects.toBeInstanceOf(Cancelled);
  });

  it('passes over files that are not to be read now, and what is made of them', async () => {
    const read = () => Promise.reject(new UserError(PASSED_OVER, 'too large'));
    expect(await new Rehearsal({ files: { ...noFiles, read } }).diagnose(['d <- read.csv("large.csv")', 'lmer(y ~ x + (1 | g), data = d)\nsqrt(d$y)'])).toEqual([[], []]);
    expect(await new Rehearsal({ files: { ...noFiles, read } }).diagnose(['lmer(y ~ x + (1 | g), data = read.csv("large.csv"))'])).toEqual([[]]);
  });

  it('holds no more than some memory; beyond it nothing is known, and nothing called wrong', async () => {
    const cells = Array.from({ length: 6 }, (_, i) => `x${i} <- rep(${i}, 2e5)`);
    const found = await new Rehearsal({ files: noFiles, mostBytes: 8_000_000 }).diagnose([...cells, 'sqrt("a")', 'x5[1] + "a"', 'x0[1] + "a"', 'y <- x0\nz <- x0\nd <- cbpp', 'y[1] + "a"', 'nrow(d) + "a"']);
    // six vectors of 1.6 MB, of which five have room; what shares their memory has as well, and what is small
    expect(found.map(cell => cell.map(({ code }) => code).join())).toEqual(['', '', '', '', '', '', 'GLMM215', '', 'GLMM210', '', 'GLMM210', 'GLMM210']);
  });

  it('passes over a statement that takes too long, and what depends on it', async () => {
    const rehearsal = new Rehearsal({ files: noFiles, longestMilliseconds: -1 });
    expect(await rehearsal.diagnose(['m <- lmer(Reaction ~ Days + (1 | Subject) + (1 | one), data = transform(sleepstudy, one = "a"))', 'sqrt("a")'])).toMatchObject([[], [{ code: 'GLMM215' }]]);
  });
});

describe('the tiers together', () => {
  const merged = async (cell: string): Promise<string[]> => {
    const [rehearsed = []] = await diagnose([cell]);
    return mergeTiers(cell, checkCell({ cells: [cell], cell: 0, snapshot: { variables: [] } }), rehearsed).map(({ code }) => code);
  };

  it('say once what the text and the data both tell', async () => {
    expect(await merged('lmer(Reaction ~ Dayz + (1 | Subject), data = sleepstudy)')).toEqual(['GLMM204']);
    expect(await merged('mean(nowhere)')).toEqual(['GLMM201']);
    expect(await merged('glmer(incidence ~ period + (1 | herd), data = cbpp, family = binomal)')).toEqual(['GLMM251']);
  });

  it('say once what is wrong with a term', async () => {
    expect(await merged('lmer(Reaction ~ Days + Subject + (1 | Subject), data = sleepstudy)')).toEqual(['GLMM247']);
    expect(await merged('lmer(Reaction ~ Days + (1 | Subject) + (Days | Subject), data = sleepstudy)')).toEqual(['GLMM246']);
    expect(await merged('glmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)')).toEqual(['GLMM408']);
  });

  it('say what only the data tell', async () => {
    expect(await merged('d <- Reduce(merge, list(cbpp, cbpp))\nlmer(nowhere ~ size + (1 | herd), data = d)')).toEqual(['GLMM204']);
    expect(await merged(`x <- nowhere\n${CBPP.slice(0, -1)}, weights = size)`)).toEqual(['GLMM201', 'GLMM328']);
  });
});
