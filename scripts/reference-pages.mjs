/**
 * docs/language.md, docs/methods.md and docs/diagnostics/, made from the tables that the evaluator, completion and hover read,
 * so that the pages cannot say what the program does not do.
 */
import { diagnosticPages } from './diagnostic-pages.mjs';
import { anchor, cell, fence, generated, loadTables } from './engine-tables.mjs';

/** @typedef {import('./engine-tables.mjs').Tables} Tables */
/** @typedef {import('../engine/language/registry.js').FunctionDescription} FunctionDescription */

/** @returns {Promise<Record<string, string>>} the pages by their path from the root */
export async function referencePages() {
  const tables = await loadTables();
  return { 'docs/language.md': languagePage(tables), 'docs/methods.md': methodsPage(tables), ...(await diagnosticPages(tables)) };
}

/** What each group of functions is for; the order is the order of the page. @type {Record<import('../engine/language/registry.js').FunctionGroup, string>} */
const groups = {
  read: 'Reading data',
  shape: 'Shaping data',
  mathematics: 'Mathematics',
  formula: 'In formulas',
  fit: 'Fitting models',
  family: 'Families',
  look: 'Looking at models',
  explain: 'Explaining models',
  draw: 'Charts',
};

/** @param {Tables} tables */
function languagePage({ functions, plannedFunctions, diagnosticDescriptions }) {
  const all = [...functions.values()];
  const sections = Object.entries(groups)
    .map(([group, title]) => ({ title, members: all.filter(one => one.group === group).sort((a, b) => (a.name < b.name ? -1 : 1)) }))
    .filter(({ members }) => members.length > 0);
  return `${generated}

# The language of cells

A code cell holds a program in a subset of R: what runs here also runs in R, with lme4 loaded, and means the same.
Statements end at a newline or \`;\`; a newline inside brackets or after an operator continues. The value of a statement is shown
unless it is assigned. Arguments are matched as in R: by exact name, by the beginning of a name, then by position.

## Operators

From tight to loose, with R's precedence:

| operator | meaning |
|---|---|
| \`x$a\`, \`x[[i]]\`, \`x[i, j]\`, \`f(…)\`, \`lme4::lmer\` | access and call |
| \`^\` | power, from the right |
| \`-x\`, \`+x\` | sign |
| \`:\` | sequence; interaction in a formula |
| \`%in%\`, \`%%\`, \`%/%\`, \`\\|>\` | membership, remainder, whole quotient, pipe |
| \`*\`, \`/\` | product, quotient; in a formula \`a*b\` is \`a + b + a:b\`, \`a/b\` is \`a + a:b\` |
| \`+\`, \`-\` | sum, difference; in a formula terms in and out |
| \`<\`, \`>\`, \`<=\`, \`>=\`, \`==\`, \`!=\` | comparison |
| \`!\` | not |
| \`&\`, \`&&\` | and |
| \`\\|\`, \`\\|\\|\` | or; in a formula the bar of a random-effects term |
| \`~\` | formula |
| \`<-\`, \`->\`, \`=\` | assignment |

## Random-effects terms

| term | meaning |
|---|---|
| \`(1 \\| g)\` | each level of \`g\` has its own intercept |
| \`(x \\| g)\` | its own intercept and slope of \`x\`, correlated |
| \`(x \\|\\| g)\` | the same, uncorrelated: \`(1 \\| g) + (0 + x \\| g)\` |
| \`(0 + x \\| g)\` | a slope alone |
| \`(1 \\| a/b)\` | \`b\` nested in \`a\`: \`(1 \\| a) + (1 \\| a:b)\` |

## Diagnostics

Syntax and names are checked as you type, and a diagnostic with a mend offers it as a quick fix. What only shows
when a cell runs has a code here too; the cell stops there, and what came before it stays.
Codes about data and fits are listed under [methods](methods.md); each code has [a page with an example](diagnostics/README.md).

| code | | |
|---|---|---|
${diagnosticDescriptions.map(({ code, severity, title, help }) => `| [${code}](diagnostics/${code}.md) | ${severity === 'error' ? '' : `${severity}: `}${cell(severity === 'error' ? title : title.toLowerCase())} | ${cell(help)} |`).join('\n')}

## Functions

${sections.map(({ title, members }) => `**${title}:** ${members.map(({ name }) => `[\`${name}\`](#${anchor(name)})`).join(' · ')}`).join('\n\n')}

### Not there yet

These belong to the language. A cell that calls one says so and stops.

| planned for | |
|---|---|
${[...new Set(plannedFunctions.values())].map(version => `| ${version} | ${[...plannedFunctions].filter(([, planned]) => planned === version).map(([name]) => `\`${name}\``).join(' ')} |`).join('\n')}

${sections.map(({ title, members }) => `## ${title}\n\n${members.map(functionSection).join('\n\n')}`).join('\n\n')}
`;
}

/** @param {FunctionDescription} description */
function functionSection({ name, package: origin, summary, help, example, parameters }) {
  const usage = usageOf(name, parameters.map(({ name: parameter, default: byDefault }) => (byDefault === undefined ? parameter : `${parameter} = ${byDefault}`)));
  const rows = parameters.map(({ name: parameter, type, help: text, allowed }) => `| \`${parameter}\` | ${type} | ${cell(text)}${allowed ? ` One of ${allowed.map(value => `\`${value}\``).join(', ')}.` : ''} |`);
  return [
    `<a id="${anchor(name)}"></a>\n\n### \`${name}\``,
    `${summary}${origin === 'glmm' ? '' : ` <sub>R: ${origin}</sub>`}`,
    fence('r', usage),
    ...(rows.length > 0 ? [['| argument | type | |', '|---|---|---|', ...rows].join('\n')] : []),
    ...(help && help !== summary ? [help] : []),
    ...(example ? [`Example:\n\n${fence('r', example)}`] : []),
  ].join('\n\n');
}

/** On one line where it fits, else in lines of several arguments. @param {string} name @param {readonly string[]} given */
function usageOf(name, given) {
  const lines = [''];
  for (const argument of given) {
    if ((lines.at(-1) ?? '').length + argument.length > 90) lines.push('');
    lines[lines.length - 1] += `${argument}, `;
  }
  const body = lines.map(line => line.trimEnd()).join('\n  ').replace(/,$/, '');
  return lines.length === 1 ? `${name}(${body})` : `${name}(\n  ${body}\n)`;
}

/** @param {Tables} tables */
function methodsPage({ functions, families, links, noticeDescriptions }) {
  const fits = [...functions.values()].filter(({ group }) => group === 'fit');
  return `${generated}

# Methods

## Models

| function | |
|---|---|
${fits.map(({ name, summary }) => `| [\`${name}\`](language.md#${anchor(name)}) | ${cell(summary)} |`).join('\n')}

A linear mixed model is y = Xβ + Zb + ε with b = Λ(θ)u, u ~ N(0, σ²I) and ε ~ N(0, σ²I). It is fitted by maximising the profiled
likelihood (ML) or restricted likelihood (REML) over θ; β and σ have closed forms given θ (Bates, Mächler, Bolker & Walker 2015).

A generalized linear mixed model is g(E(y | u)) = Xβ + ZΛ(θ)u with u ~ N(0, I). Its likelihood is an integral over u,
which is approximated by Laplace's method at the conditional modes; θ, β and the dispersion or shape of the family are optimised together
with the exact gradient of that approximation. The curvature in it is the observed one, −∂²ℓ/∂η², under every link; with a link that is not canonical this differs from
an approximation with the expected one. Standard errors come from its second derivatives.

With one grouping factor, as in \`(1 | g)\` or \`(x | g)\`, \`nAGQ = 25\` integrates by adaptive Gauss–Hermite quadrature with that many points in each
direction, placed by the mode and the curvature of each level (Pinheiro & Bates 1995). With two nested factors, as in \`(1 | a/b)\`, the inner effects are
integrated given each node of the outer ones, by points that are placed anew for that node (Rabe-Hesketh, Skrondal & Pickles 2005). The gradient is
exact as well, the movement of the points included. The log-likelihood has all its constants, so that it compares with that of any other method.

After a fit by Laplace the approximation is checked. Its error, ℓ − ℓ_L, may be large and yet much the same wherever one looks; what matters is how far the
maximum moves. With g the gradient of the error at the estimates and C their covariance, Cg is the first Newton step towards those of the exact likelihood and
√(gᵀCg) the largest such step of any combination of them, in its standard errors. From a quarter on, GLMM406 says so: an interval at 95 % around an estimate
that is off by that much covers 94.3 %. The error is measured a factor at a time first, by five points given the modes of the others, of levels at regular steps where there are many; if that
step is half of a quarter or more, by quadrature where the model has one, and else by importance sampling: random effects from the Gaussian of the approximation
with the tails of a t distribution, each with its opposite, by a seeded stream. [\`laplace_error\`](language.md#f-laplace-error) does so on demand.

\`nAGQ = 0\` is the Laplace approximation with the fixed effects taken from the penalised least squares that finds the modes, so that θ alone is optimised;
in R that saves time, here hardly any, and it pulls the fixed effects towards zero. Its standard errors take θ as known, as those of lme4 do.

Both stop on the Newton decrement, ½ gᵀH⁻¹g: the second-order estimate of how much the log-likelihood could still rise. The summary names it.

### Where lme4 prints other numbers

The log-likelihoods and estimates are those of the model as written, with all constants; for the same model they agree with glmmTMB to nine
digits, and with quadrature of the integral itself as far as Laplace's approximation does. Three things make lme4 1.1 differ:

- With a link that is not canonical, lme4 puts the expected curvature into the Laplace approximation. For \`glmer.nb\` on the calls of the barn owls
  the intercept is 0.708 here, 0.690 in lme4, and 0.709 by lme4's own quadrature with 25 points.
- For the Gamma, inverse Gaussian and (with a curved link) gaussian families lme4 adds ‖u‖² to the deviance without dividing it by the dispersion. For
  reaction times with a Gamma family and a log link the standard deviation between subjects is 0.125 here, in glmmTMB and by quadrature, and 0.076 in lme4.
- With \`nAGQ\` above 1 lme4 leaves out the constants of the likelihood, and its default tolerance of the inner problem shows in the fourth digit.

## Families

| family | default link | links | parameter beside the mean | |
|---|---|---|---|---|
${[...families.values()].map(family => `| \`${family.name}\` | ${family.canonicalLink} | ${family.links.join(', ')} | ${family.dispersion ? `${family.dispersion.symbol}, the ${family.dispersion.name}` : 'none'} | ${cell(family.help)} |`).join('\n')}

A dispersion is a parameter like the others: its logarithm is maximised over with them, is counted by the criteria, and its uncertainty is
in the standard errors of all. Prior weights w divide σ², so that a gamma response has the shape w/σ². lme4 differs in two ways. For
\`Gamma\`, \`inverse.gaussian\` and \`gaussian\` with a link other than the identity it takes the dispersion from the residuals and scales the
random effects by it, which is not the likelihood of the model above: for reaction times over days of \`sleepstudy\`, gamma with a log link, the standard
deviation between subjects is 0.1246 by quadrature with 25 points, 0.1246 here and in glmmTMB, and 0.0760 in lme4. And under links that
are not canonical, which is always so for the negative binomial family, its approximation has expected in place of observed curvature.

## Links

| link | |
|---|---|
${[...links.values()].map(link => `| \`${link.name}\` | ${cell(link.help)} |`).join('\n')}

## What the summary adds

| quantity | definition |
|---|---|
| interval | Wald: estimate ± z × standard error, at the level of the setting |
| random effects | conditional modes with their conditional standard deviations, given the estimated θ and β |
| ICC | the share of the latent variance that lies between the levels of a factor; the residual variance on that scale is π²/3 for the logit, 1 for the probit and π²/6 for the complementary log-log link (Nakagawa & Schielzeth 2010) |
| median odds ratio | exp(√2 Φ⁻¹(¾) σ): the median ratio of odds between two randomly chosen levels (Larsen, Petersen, Budtz-Jørgensen & Endahl 2000) |
| averaged effect | what remains of a coefficient when the random effects are integrated out |
| R² | marginal and conditional (Nakagawa, Johnson & Schielzeth 2017) |

## What data and fits can tell

A notice goes with the fit; an error means that no fit was made, and names the place.

| code | | |
|---|---|---|
${noticeDescriptions.map(({ code, severity, title, help }) => `| [${code}](diagnostics/${code}.md) | ${severity === 'error' ? 'error' : 'notice'}: ${cell(title.toLowerCase())} | ${cell(help)} |`).join('\n')}

## Literature

- Bates D, Mächler M, Bolker B, Walker S (2015). Fitting linear mixed-effects models using lme4. *Journal of Statistical Software* 67(1).
- Larsen K, Petersen JH, Budtz-Jørgensen E, Endahl L (2000). Interpreting parameters in the logistic regression model with random effects. *Biometrics* 56, 909–914.
- McCullagh P, Nelder JA (1989). *Generalized Linear Models*, 2nd edition. Chapman and Hall.
- Nakagawa S, Schielzeth H (2010). Repeatability for Gaussian and non-Gaussian data. *Biological Reviews* 85, 935–956.
- Nakagawa S, Johnson PCD, Schielzeth H (2017). The coefficient of determination R² and intra-class correlation coefficient from generalized linear mixed-effects models revisited and expanded. *Journal of the Royal Society Interface* 14, 20170213.
- Pinheiro JC, Bates DM (1995). Approximations to the log-likelihood function in the nonlinear mixed-effects model. *Journal of Computational and Graphical Statistics* 4, 12–35.
- Pinheiro JC, Bates DM (2000). *Mixed-Effects Models in S and S-PLUS*. Springer.
`;
}
