// What a paper says of a model: methods, results, references.
import { describe, expect, test } from 'vitest';
import { bibtexEntry, formatCitation, formatReference, orderedReferences, referenceKeys, referenceOf } from '../../../engine/report/references.js';
import { cited, citedToMarkdown, citedToText, worksCited } from '../../../engine/report/words/cited-text.js';
import { methodsParagraph } from '../../../engine/report/words/methods-paragraph.js';
import { resultsParagraph } from '../../../engine/report/words/results-paragraph.js';
import type { ModelResult, TextResult } from '../../../engine/results.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';
import { HOSTILE, readModel, withEffect } from './fixtures.js';

const models: readonly string[] = [
  'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)',
  'glmer(cbind(incidence, size - incidence) ~ 1 + (1 | herd), data = cbpp, family = binomial("probit"), nAGQ = 9)',
  'glmer(incidence ~ period + offset(log(size)) + (1 | herd), data = cbpp, family = poisson)',
  'glmer(use ~ age * urban + (urban | district), data = Contraception, family = binomial)',
  'glmer(r2 ~ Anger + Gender + (1 | id) + (1 | item), data = VerbAgg, family = binomial, nAGQ = 0)',
  'lmer(Reaction ~ Days + (Days || Subject), data = transform(sleepstudy, Reaction = ifelse(Days == 3, NA, Reaction)))',
  'glmer.nb(TICKS ~ YEAR + (1 | BROOD), data = grouseticks)',
  'glmer(R ~ Days + (1 | Subject), data = transform(sleepstudy, R = Reaction / 100), family = Gamma)',
];

test('methods and results of many models', async () => {
  const session = new Session({ files: noFiles });
  const sections: string[] = [];
  for (const call of models) {
    const outcome = await session.run(call);
    const model = outcome.outputs[0] as ModelResult;
    const methods = methodsParagraph(model, { engine: '1.2.3', seed: call.includes('Gamma') ? 42 : null });
    sections.push([`    ${call}`, citedToMarkdown(methods, 'apa', []), resultsParagraph(model), worksCited(methods).join(', ')].join('\n\n'));
  }
  await expect(`${sections.join('\n\n')}\n`).toMatchFileSnapshot('./paper.md');
}, 60_000);

describe('a list of references', () => {
  test('is written as the seventh edition of the APA manual has it', () => {
    expect(formatReference('bates2015', 'apa')).toBe('Bates, D., Mächler, M., Bolker, B., & Walker, S. (2015). Fitting linear mixed-effects models using lme4. *Journal of Statistical Software*, *67*(1), 1–48. https://doi.org/10.18637/jss.v067.i01');
    expect(formatReference('nocedal2006', 'apa')).toBe('Nocedal, J., & Wright, S. J. (2006). *Numerical optimization* (2nd ed.). Springer. https://doi.org/10.1007/978-0-387-40065-5');
    expect(formatReference('zeger1988', 'apa')).toContain('Zeger, S. L., Liang, K.-Y., & Albert, P. S. (1988).');
    expect(formatReference('nakagawa2017', 'apa')).toContain('*14*(134), Article 20170213.');
  });

  test('is written as the eleventh edition of the AMA manual has it', () => {
    expect(formatReference('bates2015', 'ama')).toBe('Bates D, Mächler M, Bolker B, Walker S. Fitting linear mixed-effects models using lme4. *J Stat Softw*. 2015;67(1):1-48. doi:10.18637/jss.v067.i01');
    expect(formatReference('zeger1988', 'ama')).toContain('Zeger SL, Liang KY, Albert PS.');
  });

  test('is in the order of names for APA, and in that of the text for AMA', () => {
    const mentioned = ['zeger1988', 'bates2015', 'zeger1988', 'larsen2000'] as const;
    expect(orderedReferences(mentioned, 'apa')).toEqual(['bates2015', 'larsen2000', 'zeger1988']);
    expect(orderedReferences(mentioned, 'ama')).toEqual(['zeger1988', 'bates2015', 'larsen2000']);
  });

  test('cites by name and year, or by number', () => {
    expect(formatCitation(['tierney1986', 'breslow1993'], 'apa', [])).toBe(' (Breslow & Clayton, 1993; Tierney & Kadane, 1986)');
    expect(formatCitation(['satterthwaite1941', 'bates2015'], 'apa', [])).toBe(' (Bates et al., 2015; Satterthwaite, 1941)');
    expect(formatCitation(['larsen2000', 'bates2015'], 'ama', ['bates2015', 'zeger1988', 'larsen2000'])).toBe('¹,³');
  });

  test.each(referenceKeys)('%s is complete: authors with initials, a title, a place and a DOI', key => {
    const { authors, year, title, doi, ...place } = referenceOf(key);
    for (const { family, initials } of authors) expect([family, initials]).toEqual([expect.stringMatching(/^\p{Lu}[\p{L}-]+$/u), expect.stringMatching(/^[A-Z](?:[ -][A-Z])*$/)]);
    expect(key).toBe(`${authors[0]!.family.toLowerCase()}${year}`);
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(doi).toMatch(/^10\.\d{4,}\/\S+$/);
    expect(Object.keys(place)).toHaveLength(1);
    expect(bibtexEntry(key)).toMatch(/^@(?:article|book)\{[a-z]+\d{4},\n(?: {2}[a-z]+ = \{.+\},\n)+\}$/);
  });

  test('keeps what TeX would read as markup from it', () => {
    expect(bibtexEntry('skaug2006')).toContain('journal = {Computational Statistics \\& Data Analysis}');
    expect(bibtexEntry('johnson2014')).toContain('$R^2_{\\mathrm{GLMM}}$');
    expect(bibtexEntry('bates2015')).toContain('pages = {1--48}');
  });
});

describe('the paragraph on methods', () => {
  const cbpp = readModel('cbpp');
  const textOf = (model: ModelResult): string => citedToText(methodsParagraph(model, { engine: '1.0.0', seed: null }), 'apa', []);

  test('names the degrees of freedom where there are some', () => {
    const sleep = withEffect(readModel('sleepstudy'), 1, { df: 17, pValue: 1e-6 });
    expect(textOf({ ...sleep, dfMethod: 'Kenward-Roger' })).toContain('from t quantiles. Coefficients are tested by t tests, standard errors and degrees of freedom by the Kenward–Roger approximation (Kenward & Roger, 1997).');
    expect(textOf({ ...sleep, dfMethod: 'Satterthwaite' })).toContain('Satterthwaite’s approximation (Satterthwaite, 1941)');
  });

  test('says that it did not converge, or is singular', () => {
    expect(textOf({ ...cbpp, convergence: { ...cbpp.convergence, converged: false } })).toContain('It did not converge: the estimates are not those of a maximum.');
    const notice = { code: 'GLMM401', severity: 'warning', message: '', term: null, evidence: {}, advice: [] } as const;
    expect(textOf({ ...cbpp, notices: [notice] })).toContain('(a singular fit)');
  });

  test('counts the rows left out', () => {
    expect(textOf({ ...cbpp, rowsDropped: 1, rowsDroppedBy: { period: 1 } })).toContain('1 row with missing values was left out (1 in period).');
  });

  test('never calls anything significant', () => {
    for (const name of ['cbpp', 'sleepstudy', 'grouseticks']) expect(textOf(readModel(name)) + resultsParagraph(readModel(name))).not.toMatch(/signific/i);
  });

  test('takes names of the user as text', () => {
    const hostile = methodsParagraph({ ...cbpp, data: HOSTILE, formula: `${HOSTILE} ~ [@bates2015] {formula}` }, { engine: '1', seed: null });
    expect(citedToMarkdown(hostile, 'apa', [])).toContain('`` <img');
    expect(worksCited(hostile)).not.toContain('bates2015');
    expect(citedToText(cited('{a} and `{b}`', { a: '[@bates2015]', b: '{a}' }), 'apa', [])).toBe('[@bates2015] and {a}');
  });
});

describe('functions that explain', () => {
  const run = async (source: string): Promise<readonly unknown[]> => {
    const outcome = await new Session({ files: noFiles }).run(`m <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)\n${source}`);
    expect(outcome.error).toBeUndefined();
    return outcome.outputs;
  };

  test('report gives the seed where numbers were drawn from it, and none where none were', async () => {
    const [without] = (await run('set.seed(7)\nreport(m)')) as [TextResult];
    expect(without.text).not.toContain('seed');
    const [drawn] = (await run('set.seed(7)\nx <- rnorm(3)\nreport(m, style = "ama")')) as [TextResult];
    expect(drawn.text).toMatch(/Random numbers were drawn by the Mersenne Twister[⁰¹²³⁴⁵⁶⁷⁸⁹]+ from seed 7\./);
    expect(drawn.markdown).toContain('\n\n1\\. Patterson HD, Thompson R.');
  });

  test('interpret gives the numbers behind the sentences', async () => {
    const [effects] = await run('interpret(m)$effects');
    // sd(sleepstudy$Days) in R
    expect(effects).toMatchObject({ kind: 'table', rows: [['(Intercept)', expect.closeTo(251.405, 2), expect.anything(), expect.anything(), expect.closeTo(251.405, 2), null], ['Days', expect.closeTo(10.467, 2), expect.anything(), expect.anything(), expect.closeTo(10.467, 2), expect.closeTo(2.880293, 5)]] });
  });

  test('equation shows LaTeX and MathML of the same model', async () => {
    const [shown] = (await run('equation(m)')) as [TextResult];
    expect(shown.markdown).toMatch(/^\$\$\n\\begin\{aligned\}/);
    expect(shown.equation?.mathml).toMatch(/^<math/);
  });

  test('what is no model is told so', async () => {
    for (const name of ['interpret', 'report', 'equation']) {
      const { error } = await new Session({ files: noFiles }).run(`${name}(cbpp)`);
      expect(error).toMatchObject({ code: 'GLMM256', message: expect.stringContaining(`${name}() explains a fitted model`) as string });
    }
  });
});
