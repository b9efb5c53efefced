/**
 * Every code about data (`GLMM3xx`) and fits (`GLMM4xx`), described once: the notices that go with a fit are made here,
 * the errors that stop one are thrown where the data are read. The documentation lists this table.
 */
import type { LaplaceErrorEstimate, MixedModelFit, RandomTermFit } from '../estimation/fit.js';
import { ENOUGH_SAMPLES } from '../estimation/laplace-error.js';
import { SEPARATION } from '../estimation/fit-laplace.js';
import type { CodeDescription } from '../language/syntax/diagnostic.js';
import type { BuiltDesign } from '../model/build-design.js';
import type { MixedModelDesign, RandomTerm } from '../model/design.js';
import type { Family } from '../model/families/family.js';
import { unidentifiedVariances, type UnidentifiedVariances } from '../model/identifiability.js';
import { reasonForDropping } from './dropped-columns.js';
import { overdispersionOf, type Overdispersion } from './overdispersion.js';
import type { SmallerModel } from './smaller-models.js';
import { toJsonNumber, type JsonNumber, type Notice } from '../results.js';

export const noticeDescriptions: readonly CodeDescription[] = [
  { code: 'GLMM301', severity: 'information', title: 'Rows dropped', help: 'Rows with a missing value in the response, a covariate, a grouping factor, the weights or the offset take no part in the fit. The notice says how many, and in which columns values were missing.',
    example: 'd <- cbpp\nd$size[3] <- NA\nm <- glmer(incidence ~ period + (1 | herd), data = d, family = poisson, offset = log(size))\nm', mend: 'd <- cbpp\nd$size[3] <- 9\nm <- glmer(incidence ~ period + (1 | herd), data = d, family = poisson, offset = log(size))\nm' },
  { code: 'GLMM302', severity: 'warning', title: 'Columns dropped', help: 'Some columns of the fixed-effects model matrix are determined by earlier ones, often because a combination of levels never occurs. They are left out, as R does, and the others are estimated.',
    example: 'd <- transform(sleepstudy, weeks = Days / 7)\nlmer(Reaction ~ Days + weeks + (1 | Subject), data = d)', mend: 'd <- transform(sleepstudy, weeks = Days / 7)\nlmer(Reaction ~ weeks + (1 | Subject), data = d)' },
  { code: 'GLMM303', severity: 'warning', title: 'Few levels', help: 'A grouping factor has fewer than five levels. A variance estimated from so few levels is very uncertain; as a fixed effect the factor costs few parameters.',
    example: 'glmer(cbind(incidence, size - incidence) ~ 1 + (1 | herd) + (1 | period), data = cbpp, family = binomial)', mend: 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)' },
  { code: 'GLMM304', severity: 'warning', title: 'Fractions as groups', help: 'A grouping variable holds numbers with fractions. Each distinct number becomes a level, which is rarely meant for a measurement.',
    example: 'glmer(use ~ urban + (1 | age), data = Contraception, family = binomial)', mend: 'glmer(use ~ urban + age + (1 | district), data = Contraception, family = binomial)' },
  { code: 'GLMM305', severity: 'warning', title: 'More than two outcomes', help: 'A factor with more than two levels is the response of a binomial model. The first level counts as failure, all others as success.',
    example: 'glmer(resp ~ Anger + (1 | id), data = VerbAgg, family = binomial)', mend: 'glmer(r2 ~ Anger + (1 | id), data = VerbAgg, family = binomial)' },
  { code: 'GLMM306', severity: 'information', title: 'Argument without effect', help: 'The call gives an argument that steers the optimiser or its printing in R. The engine has an optimiser with a stopping rule of its own, so the argument changes nothing.',
    example: 'lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy, control = lmerControl(optimizer = "bobyqa"))', mend: 'lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)' },
  { code: 'GLMM307', severity: 'warning', title: 'Contrasts lost', help: 'A factor has contrasts of its own, and some of its levels do not occur in the rows used. A contrast matrix has no meaning for fewer levels, so the default contrasts take its place, as in R.',
    example: 'd <- cbpp\ncontrasts(d$period) <- contr.sum(4)\nglmer(incidence ~ period + (1 | herd), data = d, family = poisson, subset = period != "4")', mend: 'd <- droplevels(subset(cbpp, period != "4"))\ncontrasts(d$period) <- contr.sum(3)\nglmer(incidence ~ period + (1 | herd), data = d, family = poisson)' },
  { code: 'GLMM308', severity: 'warning', title: 'Variances not determined', help: 'Different variances and correlations of the random effects give the same model, because two terms vary in the same way, the fixed effects take up all differences between the levels, or a covariate takes too few values over the levels. The estimates of these variances are arbitrary; fixed effects and log-likelihood are not affected.',
    example: 'lmer(Reaction ~ Days + (1 | Subject) + (1 | Subject), data = sleepstudy)', mend: 'lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)' },
  { code: 'GLMM309', severity: 'warning', title: 'One binary outcome a level', help: 'A grouping factor of a model for binary outcomes has a level for every row. One outcome of 0 or 1 cannot show that levels differ more than chance makes them: only two or more outcomes of the same level could.',
    example: 'd <- transform(Contraception, row = 1:nrow(Contraception))\nglmer(use ~ urban + (1 | row), data = d, family = binomial)', mend: 'glmer(use ~ urban + (1 | district), data = Contraception, family = binomial)' },
  { code: 'GLMM310', severity: 'error', title: 'No rows', help: 'The data frame is empty, or subset = or missing values leave no row.',
    example: 'lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy, subset = Days > 9)', mend: 'lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy, subset = Days > 1)' },
  { code: 'GLMM311', severity: 'error', title: 'Column without values', help: 'All values of a variable of the model are missing.',
    example: 'd <- transform(sleepstudy, Days = as.numeric(NA))\nlmer(Reaction ~ Days + (1 | Subject), data = d)', mend: 'lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)' },
  { code: 'GLMM312', severity: 'error', title: 'One level', help: 'A factor or grouping factor has a single level in the rows used, so there is nothing to compare.',
    example: 'glmer(incidence ~ size + (1 | herd), data = cbpp, family = poisson, subset = herd == "1")', mend: 'glmer(incidence ~ size + (1 | herd), data = cbpp, family = poisson, subset = herd != "1")' },
  { code: 'GLMM313', severity: 'error', title: 'Infinite value', help: 'A variable of the model is infinite in some row, often the logarithm of zero or a division by zero.',
    example: 'lmer(Reaction ~ log(Days) + (1 | Subject), data = sleepstudy)', mend: 'lmer(Reaction ~ log(Days + 1) + (1 | Subject), data = sleepstudy)' },
  { code: 'GLMM314', severity: 'error', title: 'Response outside its support', help: 'The response has a value that the family cannot produce, such as a negative count or a proportion above one.',
    example: 'glmer(incidence ~ period + (1 | herd), data = cbpp, family = binomial)', mend: 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)' },
  { code: 'GLMM315', severity: 'error', title: 'As many levels as rows', help: 'A grouping factor of a linear mixed model has a level for every row, so that its variance and the residual variance cannot be told apart.',
    example: 'd <- transform(sleepstudy, row = 1:nrow(sleepstudy))\nlmer(Reaction ~ Days + (1 | row), data = d)', mend: 'lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)' },
  { code: 'GLMM316', severity: 'error', title: 'More random effects than rows', help: 'A random-effects term of a linear mixed model has at least as many effects as there are rows, so that its variances and the residual variance cannot be told apart.',
    example: 'lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy, subset = Days < 2)', mend: 'lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy, subset = Days < 2)' },
  { code: 'GLMM317', severity: 'error', title: 'Response does not vary', help: 'All responses are equal: all successes, all failures, all zero, or one constant.',
    example: 'glmer(use ~ age + (1 | district), data = Contraception, family = binomial, subset = use == "Y")', mend: 'glmer(use ~ age + (1 | district), data = Contraception, family = binomial, subset = urban == "Y")' },
  { code: 'GLMM318', severity: 'error', title: 'Lengths differ', help: 'A variable of the model has another number of values than the data have rows.',
    example: 'half <- 1:90\nlmer(Reaction ~ half + (1 | Subject), data = sleepstudy)', mend: 'd <- head(sleepstudy, 90)\nhalf <- 1:90\nlmer(Reaction ~ half + (1 | Subject), data = d)' },
  { code: 'GLMM319', severity: 'error', title: 'Unsuitable type', help: 'A variable has a type that its role in the model does not allow, such as a factor as the response of a Poisson model.',
    example: 'glmer(period ~ size + (1 | herd), data = cbpp, family = poisson)', mend: 'glmer(incidence ~ size + (1 | herd), data = cbpp, family = poisson)' },
  { code: 'GLMM320', severity: 'error', title: 'Negative weight', help: 'Prior weights cannot be negative.',
    example: 'lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy, weights = Days - 1)', mend: 'lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy, weights = Days + 1)' },
  { code: 'GLMM321', severity: 'error', title: 'New level', help: 'Data at which a model is evaluated have a level of a factor that the data of the model do not have.',
    notShown: 'It takes a model that is evaluated at new data, which cells cannot ask for yet.' },
  { code: 'GLMM322', severity: 'warning', title: 'Contrasts without a factor', help: 'Contrasts are chosen for a name that is no variable of the fixed effects, so that they change nothing.',
    example: 'lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy, contrasts = list(Subjects = "contr.sum"))', mend: 'lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)' },
  { code: 'GLMM323', severity: 'information', title: 'Still correlated', help: 'A double bar keeps the terms before it uncorrelated. The columns of one factor, or of one polynomial or spline, belong to one term and stay correlated, as in lme4.',
    example: 'glmer(cbind(incidence, size - incidence) ~ period + (period || herd), data = cbpp, family = binomial)', mend: 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)' },
  { code: 'GLMM324', severity: 'hint', title: 'Very different scales', help: 'The standard deviations of two covariates differ by a factor of more than 1000, or that of one is as far from 1: where lme4 warns. The estimates here do not suffer from it; the coefficient of such a covariate, for one of its units, is hard to read.',
    example: 'd <- transform(sleepstudy, milliseconds = Days * 86400000)\nlmer(Reaction ~ milliseconds + (1 | Subject), data = d)', mend: 'lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)' },
  { code: 'GLMM325', severity: 'warning', title: 'Separation by a level', help: 'In the rows of a level of a factor, or of a combination of levels, only one outcome occurs, and the model has an effect for them alone. Its estimate grows without limit. Seen before the fit; after it GLMM404 says the same of any combination of the covariates.',
    example: 'd <- transform(cbpp, late = incidence == 0 & period == "4")\nglmer(cbind(incidence, size - incidence) ~ late + (1 | herd), data = d, family = binomial)', mend: 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)' },
  { code: 'GLMM326', severity: 'hint', title: 'Slope without variation', help: 'A covariate whose slope is to vary over the levels of a grouping factor takes a single value in each of them, so that no level shows a slope.',
    example: 'd <- transform(sleepstudy, code = as.numeric(as.character(Subject)))\nlmer(Reaction ~ Days + code + (code | Subject), data = d)', mend: 'lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)' },
  { code: 'GLMM327', severity: 'warning', title: 'Offset not on the scale of the logarithm', help: 'With a log link the offset is added to the logarithm of the mean. An exposure that goes in as it is, rather than as its logarithm, multiplies the mean by its exponential.',
    example: 'glmer(incidence ~ period + offset(size) + (1 | herd), data = cbpp, family = poisson)', mend: 'glmer(incidence ~ period + offset(log(size)) + (1 | herd), data = cbpp, family = poisson)' },
  { code: 'GLMM328', severity: 'warning', title: 'Trials counted twice', help: 'The response is given as numbers of successes and failures, and the weights are their sums. The number of trials is known from the response; weights belong to a response that is a proportion.',
    example: 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial, weights = size)', mend: 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)' },
  { code: 'GLMM401', severity: 'warning', title: 'Singular fit', help: 'The estimated covariance matrix of a random-effects term is degenerate: a variance is zero, or effects are perfectly correlated. The data hold no evidence for that much variation; the fixed effects and the likelihood remain valid for the smaller model that this is.',
    example: 'set.seed(2)\nd <- transform(sleepstudy, noise = rnorm(180))\nlmer(noise ~ Days + (1 | Subject), data = d)', mend: 'lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)' },
  { code: 'GLMM402', severity: 'warning', title: 'Not converged', help: 'The optimiser stopped before the Newton decrement, which says how much the log-likelihood could still rise, was negligible. The estimates are provisional.',
    notShown: 'No cell is known that leads to it; models that other optimisers give up on converge here.' },
  { code: 'GLMM403', severity: 'warning', title: 'Perfect fit', help: 'The residual standard deviation is practically zero next to the spread of the response: the effects reproduce the response. The likelihood has no maximum then, and neither standard errors nor criteria mean anything.',
    example: 'd <- transform(sleepstudy, y = 2 * Days + as.numeric(Subject))\nlmer(y ~ Days + (1 | Subject), data = d)', mend: 'lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)' },
  { code: 'GLMM404', severity: 'warning', title: 'Separation', help: 'Some combination of the fixed effects predicts part of a binary response or of zero counts without error. The likelihood rises towards a limit as the estimate grows without bound, so that neither the estimate nor its Wald interval means anything.',
    example: 'd <- transform(Contraception, any = ifelse(use == "Y", 1, 0))\nglmer(use ~ any + (1 | district), data = d, family = binomial)', mend: 'glmer(use ~ urban + (1 | district), data = Contraception, family = binomial)' },
  { code: 'GLMM405', severity: 'warning', title: 'Shape at its limit', help: 'Given the random effects, the counts vary no more than Poisson counts do, so that the likelihood of the negative binomial model rises as its shape grows without bound. The fit is that of the Poisson model, which is its limit.',
    example: 'set.seed(1)\nd <- transform(cbpp, cases = rpois(56, 3))\nglmer.nb(cases ~ period + (1 | herd), data = d)', mend: 'glmer.nb(TICKS ~ YEAR + (1 | BROOD), data = grouseticks)' },
  { code: 'GLMM406', severity: 'warning', title: 'Laplace approximation too coarse', help: 'The Laplace approximation puts a normal density in the place of what each random effect is likely to be, which is poor where levels have few rows and the standard deviation is large. What matters is not the error of the log-likelihood but how far it moves the estimates: the notice says how many standard errors the first Newton step towards the exact likelihood takes, and comes where that is a quarter or more for some combination of the estimates. The error is measured by quadrature, or by importance sampling where factors are crossed.',
    example: 'glmer(outcome ~ treatment * time + (1 | patientID), data = toenail, family = binomial)', mend: 'glmer(outcome ~ treatment * time + (1 | patientID), data = toenail, family = binomial, nAGQ = 25)' },
  { code: 'GLMM407', severity: 'warning', title: 'Levels separated', help: 'The random effects of a model for binary outcomes are so large that they predict most outcomes without error, often because every level has only one of the two outcomes. The likelihood rises towards a limit as their variance grows without bound, so that the variance and everything on the scale of the linear predictor are arbitrary.',
    example: 'd <- data.frame(g = rep(1:20, each = 12))\nd$y <- ifelse(d$g > 8, 1, 0)\nglmer(y ~ 1 + (1 | g), data = d, family = binomial)', mend: 'glmer(y ~ visit + (1 | patient), data = spinal, family = binomial, nAGQ = 25)' },
  { code: 'GLMM408', severity: 'information', title: 'Fitted as a linear mixed model', help: 'A call of glmer with the gaussian family and the identity link is a linear mixed model, and is fitted as lmer would, by REML. R does the same.',
    example: 'glmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)', mend: 'lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)' },
  { code: 'GLMM410', severity: 'error', title: 'No such fit', help: 'The family and link cannot be fitted by the method that was asked for.',
    notShown: 'The families and links of cells all have a fit.' },
  { code: 'GLMM411', severity: 'error', title: 'Too few rows', help: 'There are no more rows than fixed effects, which leaves nothing to estimate the residual variance from.',
    example: 'lmer(Reaction ~ factor(1:36) + (1 | Subject), data = head(sleepstudy, 36))', mend: 'lmer(Reaction ~ Days + (1 | Subject), data = head(sleepstudy, 36))' },
  { code: 'GLMM412', severity: 'error', title: 'Column determined by weights', help: 'Among the rows with a weight above zero a column of the fixed effects is determined by the others.',
    example: 'd <- transform(sleepstudy, w = ifelse(Days < 5, 1, 0), late = ifelse(Days >= 5, Days, 0))\nlmer(Reaction ~ late + (1 | Subject), data = d, weights = w)', mend: 'd <- transform(sleepstudy, w = ifelse(Days < 5, 1, 2), late = ifelse(Days >= 5, Days, 0))\nlmer(Reaction ~ late + (1 | Subject), data = d, weights = w)' },
  { code: 'GLMM413', severity: 'error', title: 'Nothing to explain', help: 'The response does not vary, or the fixed effects reproduce it exactly, so that there is no variance to divide.',
    example: 'd <- transform(sleepstudy, y = 2 * Days)\nlmer(y ~ Days + (1 | Subject), data = d)', mend: 'lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)' },
  { code: 'GLMM414', severity: 'error', title: 'Unusable weight', help: 'A prior weight is negative or not finite.',
    notShown: 'In a cell GLMM313 and GLMM320 come before it.' },
  { code: 'GLMM415', severity: 'error', title: 'No row with weight', help: 'All rows have a weight of zero.',
    example: 'lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy, weights = Days * 0)', mend: 'lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)' },
  { code: 'GLMM416', severity: 'error', title: 'Response outside its support', help: 'The response has a value that the family cannot produce.',
    notShown: 'In a cell GLMM314 comes before it.' },
  { code: 'GLMM417', severity: 'error', title: 'Crossed factors too large', help: 'The factors crossed with the largest one have so many random effects that depend on each other that the factor of their matrix would take more than 2.5 GB: about 17,500 where all meet, many more where few do.',
    notShown: 'It takes data of many thousands of levels of two crossed factors.' },
  { code: 'GLMM418', severity: 'error', title: 'Limit of the link', help: 'The link can give means that the family does not have (a binomial mean above 1 with a log link, a Poisson mean below 0 with an identity link), and the best fit to some levels lies at that limit.',
    example: 'glmer(TICKS ~ YEAR + (1 | BROOD), data = grouseticks, family = poisson(link = "identity"))', mend: 'glmer(TICKS ~ YEAR + (1 | BROOD), data = grouseticks, family = poisson(link = "log"))' },
  { code: 'GLMM419', severity: 'error', title: 'No quadrature for this model', help: 'Quadrature with more than one point takes one grouping factor, or two of which one is nested in the other, with up to four effects a level in all, and a link that keeps every mean within its limits. The Laplace approximation fits the others.',
    example: 'glmer(cbind(incidence, size - incidence) ~ 1 + (1 | herd) + (1 | period), data = cbpp, family = binomial, nAGQ = 10)', mend: 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial, nAGQ = 10)' },
  { code: 'GLMM420', severity: 'warning', title: 'Overdispersion', help: 'The counts, or the successes of several trials, vary more than the Poisson or binomial distribution allows, given the effects of the model: the sum of squared Pearson residuals exceeds the residual degrees of freedom by a fifth or more, and by more than chance explains (p < 0.01 by the chi-squared distribution, and by a normal one with the variance that the sum has where means are small). Standard errors are too small then. A random effect for each row, or a negative binomial model, takes up the variation.',
    example: 'm <- glmer(TICKS ~ YEAR + HEIGHT + (1 | LOCATION), data = grouseticks, family = poisson)\nm', mend: 'm <- glmer.nb(TICKS ~ YEAR + HEIGHT + (1 | LOCATION), data = grouseticks)\nm' },
];

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

/** A call of `glmer` that is a linear mixed model. */
export function linearNotices(functionName: string, method: MixedModelFit['method']): Notice[] {
  if (functionName !== 'glmer' || (method !== 'REML' && method !== 'ML')) return [];
  return [notice('GLMM408', 'With the gaussian family and the identity link glmer() is lmer(): a linear mixed model, fitted by REML.', { advice: ['Write lmer(…), with REML = FALSE for maximum likelihood.'] })];
}

/** Arguments that were read over. */
export function argumentNotices(names: readonly string[]): Notice[] {
  if (names.length === 0) return [];
  const list = names.map(name => `${name} =`).join(' and ');
  return [notice('GLMM306', `${list} ${names.length === 1 ? 'has' : 'have'} no effect: the optimiser stops by its own rule, on the Newton decrement.`, { evidence: { arguments: [...names] }, advice: ['The call runs in R as it stands.'] })];
}

/** What a reader should know about the fit itself. */
export function fitNotices(design: MixedModelDesign, fit: MixedModelFit, family: Family, smaller: readonly SmallerModel[] = []): Notice[] {
  const { random } = design;
  const { convergence } = fit;
  const notices: Notice[] = [];
  const separating = separatingTerms(design, fit);
  if (residualDeviation(design, fit, family) < (convergence.converged ? PERFECT : NEARLY_PERFECT) * spread(design)) notices.push(perfectFitNotice(fit));
  else if (!convergence.converged && (separating.length === 0 || convergence.problem === SEPARATION)) notices.push(convergenceNotice(convergence));
  if (fit.dispersion?.psi === Infinity) notices.push(shapeNotice());
  random.forEach((term, i) => {
    if (fit.random[i]?.isSingular) notices.push(singularNotice(term, fit.random[i], random, convergence.converged, smaller.filter(model => model.term === term.label)));
  });
  if (fit.laplaceError?.matters) notices.push(laplaceNotice(design, fit.laplaceError));
  const dispersion = convergence.converged && separating.length === 0 ? overdispersionOf(design, fit, family) : null;
  if (dispersion) notices.push(overdispersionNotice(dispersion, family));
  if (separating.length > 0) notices.push(randomSeparationNotice(separating));
  return notices;
}

function shapeNotice(): Notice {
  return notice('GLMM405', 'The shape θ has no finite estimate: given the random effects, the counts vary no more than Poisson counts do, and the fit is that of a Poisson model.', {
    evidence: { shape: 'Inf' },
    advice: ['Write glmer(…, family = poisson): the same fit with a parameter less.', 'That the data show no overdispersion is an estimate, not proof that there is none.'],
  });
}

function overdispersionNotice({ pearson, degreesOfFreedom, ratio, pValue }: Overdispersion, family: Family): Notice {
  const p = pValue < 0.001 ? 'p < 0.001' : `p = ${pValue.toPrecision(1)}`;
  const what = family.isCount ? 'counts vary' : 'proportions vary';
  return notice('GLMM420', `Given the effects of the model the ${what} more than the ${family.name === 'poisson' ? 'Poisson' : family.name} distribution allows: Pearson χ² ${pearson.toFixed(1)} on ${degreesOfFreedom} degrees of freedom, a ratio of ${ratio.toFixed(2)} (${p}), so that standard errors are too small.`, {
    evidence: { pearson: toJsonNumber(pearson), degreesOfFreedom, ratio: toJsonNumber(ratio), pValue: toJsonNumber(pValue) },
    advice: ['Add a random effect for each row, d$obs <- factor(seq_len(nrow(d))) and + (1 | obs), which takes up the variation.', ...(family.name === 'poisson' ? ['Or fit a negative binomial model with glmer.nb(…).'] : []), 'A covariate or an interaction that is missing shows in the same way.'],
  });
}

/** Steps longer than this are no measure of where the maximum lies, only that it is elsewhere. */
const FAR = 1;

function laplaceNotice({ fixed, random }: MixedModelDesign, error: LaplaceErrorEstimate): Notice {
  const { difference, standardError, effectiveSampleSize, largestStep, coefficientSteps, termSteps, quadraturePoints: points } = error;
  const steps = [
    ...fixed.names.map((name, j) => ({ what: `the coefficient of ${name}`, length: coefficientSteps[j]! })),
    ...random.map(({ label }, i) => ({ what: `the variation of ${label}`, length: termSteps[i]! })),
  ].sort((a, b) => Math.abs(b.length) - Math.abs(a.length));
  const first = steps[0];
  const moved = first && Math.abs(first.length) >= largestStep / 2 ? `${first.what} by ${standardErrors(first.length)}` : `some combination of the estimates by ${standardErrors(largestStep)}`;
  const isRough = error.method === 'correction' || (effectiveSampleSize !== null && effectiveSampleSize < ENOUGH_SAMPLES);
  const size = isRough ? `roughly ${Number(Math.abs(difference).toPrecision(2))} (${error.method === 'correction' ? 'by a quick correction' : 'by few effective samples'})` : `${Math.abs(difference).toFixed(2)}${standardError > 0 ? ` (Monte-Carlo standard error ${Number(standardError.toPrecision(2))})` : ''}`;
  const found = `the log-likelihood at these estimates is ${size} ${difference < 0 ? 'lower' : 'higher'} than the approximation says`;
  return notice('GLMM406', `The Laplace approximation is too coarse for these data: ${found}, and the exact one would move ${moved}.`, {
    evidence: {
      difference: toJsonNumber(difference), standardError: toJsonNumber(standardError), largestStep: toJsonNumber(largestStep),
      measuredBy: error.method, ...(effectiveSampleSize === null ? {} : { effectiveSampleSize: toJsonNumber(effectiveSampleSize) }),
    },
    advice: points === null
      ? ['Quadrature is for one grouping factor or two nested ones; report that these estimates are those of the Laplace approximation, and this error with them.', 'laplace_error(m) measures the error with more samples.']
      : [`Fit with nAGQ = ${points}, which integrates the random effects by quadrature with ${points} points each.`],
    ...(points === null ? {} : { mend: { title: `Fit by quadrature: nAGQ = ${points}`, argument: 'nAGQ', value: String(points) } }),
  });
}

const standardErrors = (length: number): string => (Math.abs(length) > FAR ? 'more than a standard error' : `about ${Math.abs(length).toFixed(1)} standard errors`);

/** Random effects of more units of the linear predictor than this reach from never to always. */
const FROM_NEVER_TO_ALWAYS = 10;
/** A probability nearer to 0 or 1 than this is as good as certain. */
const CERTAIN = 1e-6;

/** Terms whose effects make most of the outcomes certain, in a model for binary outcomes or proportions. */
function separatingTerms({ random, response, weights }: MixedModelDesign, fit: MixedModelFit): RandomTerm[] {
  const { kind } = response.description;
  if (kind !== 'binary' && kind !== 'proportion') return [];
  const wide = random.filter((term, i) => contributionsOf(term, fit.random[i]!).some(value => value > FROM_NEVER_TO_ALWAYS));
  if (wide.length === 0) return [];
  const used = fit.fittedValues.filter((_, i) => weights[i]! > 0);
  const certain = used.filter(mean => mean < CERTAIN || mean > 1 - CERTAIN).length;
  return certain > used.length / 2 ? wide : wide.filter(term => haveOneOutcomeEach(term, response.values, weights));
}

/** Whether no level has both outcomes. The modes, which are drawn towards zero, leave their probabilities short of certain. */
function haveOneOutcomeEach({ levels, levelOfRow }: RandomTerm, response: Float64Array, weights: Float64Array): boolean {
  const outcomes = new Float64Array(levels.length).fill(NaN);
  return levelOfRow.every((level, row) => {
    if (weights[row] === 0) return true;
    const y = response[row]!;
    if (Number.isNaN(outcomes[level])) outcomes[level] = y;
    return outcomes[level] === y && (y === 0 || y === 1);
  });
}

function randomSeparationNotice(terms: readonly RandomTerm[]): Notice {
  const labels = terms.map(({ label }) => label);
  const groups = joined([...new Set(terms.map(({ group }) => group))]);
  return notice('GLMM407', `The effects of ${joined(labels)} predict most outcomes without error: the levels of ${groups} differ as much as they can, so that their variance grows without limit.`, {
    term: labels[0]!,
    evidence: { terms: labels },
    advice: ['Do not report the variances of this fit, nor estimates on the scale of the linear predictor.', `Look at the outcomes by ${groups}: where each level has only one outcome, summarise the levels and compare those.`],
  });
}

/** Standard deviations of what each effect adds to the linear predictor; they do not depend on the unit of its covariate. */
function contributionsOf({ effectCount: k, z }: RandomTerm, { covariance }: RandomTermFit): number[] {
  return Array.from({ length: k }, (_, i) => Math.sqrt(Math.max(0, covariance[i * k + i]!)) * rootMeanSquare(z, k, i));
}

function perfectFitNotice(fit: MixedModelFit): Notice {
  return notice('GLMM403', 'The effects reproduce the response almost exactly, so that there is no residual variation to measure them by.', {
    evidence: { sigma: toJsonNumber(fit.sigma) },
    advice: ['Do not report standard errors or criteria of this fit.', 'Check whether the response was computed from the covariates or the grouping factors.'],
  });
}

function convergenceNotice({ newtonDecrement: rise, iterations, problem }: MixedModelFit['convergence']): Notice {
  const evidence = { newtonDecrement: toJsonNumber(rise), iterations };
  if (problem === SEPARATION) {
    return notice('GLMM404', problem, {
      evidence,
      advice: ['Do not report these estimates, nor their standard errors.', 'Look at the response by each covariate, such as table(x, y): merge or leave out levels in which only one outcome occurs.'],
    });
  }
  const rest = Number.isFinite(rise) ? `: the log-likelihood could still rise by about ${Number(rise.toPrecision(2))}` : '';
  return notice('GLMM402', `The optimiser did not converge${problem === '' ? '' : ` (${problem})`}${rest}.`, {
    evidence,
    advice: ['Do not report these estimates.', 'Simplify the random effects, starting with correlations: (x || g) in place of (x | g).', 'Centre and scale covariates of very different size with scale().'],
  });
}

/** A residual standard deviation below this share of the response's counts as zero. */
const PERFECT = 1e-6;
/** On the way to zero the deviance falls without end, and rounding stops the optimiser before the share above is met. */
const NEARLY_PERFECT = 1e-3;

/** σ√V at the mean of the response; infinite for a family without σ. */
function residualDeviation({ response, rowCount }: MixedModelDesign, fit: MixedModelFit, family: Family): number {
  if (!family.dispersion?.isScale) return Infinity;
  const mean = response.values.reduce((sum, value) => sum + value, 0) / rowCount;
  return fit.sigma * Math.sqrt(family.variance(mean, 0));
}

/** The standard deviation of the response, less its offset. */
function spread({ response, offset, rowCount }: MixedModelDesign): number {
  const values = response.values.map((value, i) => value - (offset?.[i] ?? 0));
  const mean = values.reduce((sum, value) => sum + value, 0) / rowCount;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rowCount);
}

function singularNotice(term: RandomTerm, fit: RandomTermFit, all: readonly RandomTerm[], isConverged: boolean, smaller: readonly SmallerModel[]): Notice {
  const k = term.effectCount;
  const sd = Array.from({ length: k }, (_, i) => Math.sqrt(Math.max(0, fit.covariance[i * k + i]!)));
  const contributions = contributionsOf(term, fit);
  const largest = Math.max(...contributions);
  const factorScale = Math.max(...Array.from(fit.factor, (value, i) => Math.abs(value) * rootMeanSquare(term.z, k, i % k)));
  const isZero = (i: number): boolean => largest === 0 || factorScale < 1e-4 || contributions[i]! < 1e-4 * largest;
  const zero = term.effectNames.filter((_, i) => isZero(i));
  const correlated: { readonly pair: string; readonly sign: string }[] = [];
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < i; j++) {
      if (isZero(i) || isZero(j)) continue;
      const r = fit.covariance[j * k + i]! / (sd[i]! * sd[j]!);
      if (Math.abs(r) < 1 - 1e-4) continue;
      correlated.push({ pair: `${term.effectNames[j]} and ${term.effectNames[i]}`, sign: r > 0 ? '+1' : '−1' });
    }
  }
  const left = /^\((.*) \| /.exec(term.label)?.[1] ?? term.effectNames.join(' + ');
  // the double bar parts numeric effects only, as in R: columns of a factor or a basis stay together
  const canPart = term.effectNames.every(name => name === '(Intercept)' || left.includes(name));
  const evidence: Record<string, JsonNumber | string | readonly string[]> = { effects: [...term.effectNames], canPart: canPart ? 'TRUE' : 'FALSE', sd: sd.map(String), zero, correlated: correlated.map(({ pair, sign }) => `${pair}: ${sign}`) };
  const others = all.length > 1;
  if (zero.length > 0) {
    const rest = term.effectNames.filter(name => !zero.includes(name));
    return notice('GLMM401', `The ${zero.length === 1 ? 'variance' : 'variances'} of ${joined(zero)} between levels of ${term.group} ${zero.length === 1 ? 'is' : 'are'} estimated as 0: the data show no more variation than chance alone would give.`, {
      term: term.label,
      evidence,
      advice: [
        rest.length > 0 ? `Fit the smaller model without ${joined(zero)} in ${term.label}.` : others ? `Fit the smaller model without ${term.label}.` : `The model is the same as one without random effects${isConverged ? '; the fixed effects can be used as they are' : ''}.`,
        ...(isConverged && (rest.length > 0 || others) ? ['Without it the log-likelihood is the same: the likelihood-ratio statistic is 0.'] : []),
        'A variance of zero is an estimate with its own uncertainty, not proof that the levels are alike.',
      ],
    });
  }
  const signs = new Set(correlated.map(({ sign }) => sign));
  const pairs = signs.size > 1 ? correlated.map(({ pair, sign }) => `${pair} (${sign})`) : correlated.map(({ pair }) => pair);
  const what = correlated.length > 0
    ? `The effects ${pairs.join('; ')} are estimated as perfectly correlated${signs.size > 1 ? '' : ` (${[...signs].join('')})`} over levels of ${term.group}`
    : `The covariance matrix of the effects that vary over levels of ${term.group} is degenerate, with some combination of them having variance 0`;
  const written = (how: SmallerModel['how']): string => (how === 'intercept' ? `(1 | ${term.group})` : canPart ? `(${left} || ${term.group})` : 'uncorrelated effects');
  const tests = smaller.map(({ how, statistic, degreesOfFreedom, pValue }) => `against ${written(how)} χ² = ${statistic.toFixed(2)} on ${degreesOfFreedom} df, ${pValue < 0.001 ? 'p < 0.001' : `p = ${pValue.toFixed(3)}`}`);
  const tested = tests.length > 0 ? ` (likelihood-ratio test ${tests.join('; ')})` : '';
  for (const { how, statistic } of smaller) evidence[`statisticAgainst_${how}`] = toJsonNumber(statistic);
  return notice('GLMM401', `${what}: the data do not support a separate variance for each of them${tested}.`, {
    term: term.label,
    evidence,
    advice: [`Fit ${canPart ? `uncorrelated effects with (${left} || ${term.group}), or ` : ''}the smaller model (1 | ${term.group}), and compare the log-likelihoods.`],
  });
}

/** Of column `effect` of a matrix by rows with k columns. */
function rootMeanSquare(z: Float64Array, k: number, effect: number): number {
  let sum = 0;
  for (let i = effect; i < z.length; i += k) sum += z[i]! ** 2;
  return Math.sqrt((sum * k) / z.length);
}

/** `a`, `a and b`, `a, b and c`. */
const joined = (names: readonly string[]): string => (names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`);

function notice(code: string, message: string, details: { term?: string; evidence?: Notice['evidence']; advice: readonly string[]; mend?: NonNullable<Notice['mend']> }): Notice {
  const described = noticeDescriptions.find(description => description.code === code)?.severity ?? 'warning';
  const severity = described === 'hint' ? 'information' : described;
  return { code, severity, message, term: details.term ?? null, evidence: details.evidence ?? {}, advice: details.advice, ...(details.mend ? { mend: details.mend } : {}) };
}

/** So many names of a list are written out. */
const LISTED = 10;
const listed = (names: readonly string[]): string => (names.length > LISTED ? `${names.slice(0, LISTED).join(', ')} and ${names.length - LISTED} more` : names.join(', '));
const count = (amount: number, noun: string): string => `${amount} ${noun}${amount === 1 ? '' : 's'}`;
