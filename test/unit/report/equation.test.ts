import { describe, expect, test } from 'vitest';
import { equationLatex } from '../../../engine/report/equation/equation-latex.js';
import { equationMathML } from '../../../engine/report/equation/equation-mathml.js';
import { equationText } from '../../../engine/report/equation/equation-text.js';
import { escapeLatex, numberInLatex } from '../../../engine/report/latex/escape.js';
import { HOSTILE, readModel, withEffect } from './fixtures.js';

const sleepstudy = readModel('sleepstudy');
const split = { ...sleepstudy, random: ['(Intercept)', 'Days'].map((term, place) => ({ ...sleepstudy.random[0]!, terms: [term], sd: [[24], [6]][place]! })) };
const slopes = (count: number): typeof sleepstudy => ({ ...sleepstudy, fixed: Array.from({ length: count }, (_, index) => ({ ...sleepstudy.fixed[1]!, term: `x${index}`, meaning: { kind: 'slope', variable: `x${index}`, isIndicator: false } })) });

describe('the equation of a model in text', () => {
  test('has the distribution, the linear predictor with indicators, and the random effects', () => {
    expect(equationText(readModel('cbpp'))).toBe('incidence_i | u ~ Binomial(n_i, π_i);  logit(π_i) = β₀ + β₁ [period_i = 2] + β₂ [period_i = 3] + β₃ [period_i = 4] + u_herd[i];  u_herd ~ N(0, 0.642²)');
    expect(equationText(readModel('spinal'))).toBe('P(no pain | u) = π_i;  logit(π_i) = β₀ + β₁ [visit_i = 2] + u_patient[i];  u_patient ~ N(0, 2.45²)');
  });

  test('has the covariance matrix of correlated effects', () => {
    // lme4: SD 24.74, 5.92, correlation 0.066, so that the covariance is 9.60; σ 25.59
    expect(equationText(sleepstudy)).toBe('Reaction_i | u ~ N(μ_i, 25.6²);  μ_i = β₀ + β₁ Days_i + u_0,Subject[i] + u_1,Subject[i] Days_i;  (u_0,Subject, u_1,Subject) ~ N(0, [24.7², 9.60; 9.60, 5.92²])');
  });

  test('numbers the effects of one factor through its terms, each with a distribution of its own', () => {
    expect(equationText(split)).toMatch(/u_0,Subject\[i\] \+ u_1,Subject\[i\] Days_i; {2}u_0,Subject ~ N\(0, 24\.0²\); {2}u_1,Subject ~ N\(0, 6\.00²\)$/);
  });

  test('shows powers of the mean as what they are, and an offset', () => {
    expect(equationText({ ...readModel('grouseticks'), link: 'sqrt' })).toContain('√μ_i = β₀');
    expect(equationText({ ...readModel('grouseticks'), link: 'inverse' })).toContain('1/μ_i = β₀');
    expect(equationText({ ...readModel('grouseticks'), formula: 'y ~ x + offset(log(t)) + (1 | g)' })).toContain('= offset_i + β₀');
  });

  test('leaves out the middle of a sum that would fill a page', () => {
    expect(equationText(slopes(30))).toContain('β₀ x0_i + β₁ x1_i + β₂ x2_i + β₃ x3_i + β₄ x4_i + ⋯ + β₂₉ x29_i + u_0');
  });
});

describe('the equation of a model in LaTeX', () => {
  test('is aligned at its relations', () => {
    expect(equationLatex(readModel('cbpp'))).toBe([
      '\\begin{aligned}',
      '\\text{incidence}_{i} \\mid u &\\sim \\operatorname{Binomial} \\left( n_{i} , \\pi_{i} \\right) \\\\',
      '\\operatorname{logit} \\left( \\pi_{i} \\right) &= \\beta_{0} + \\beta_{1} \\, [ \\text{period}_{i} = \\text{2} ] + \\beta_{2} \\, [ \\text{period}_{i} = \\text{3} ] + \\beta_{3} \\, [ \\text{period}_{i} = \\text{4} ] + u_{\\text{herd} [ i ]} \\\\',
      'u_{\\text{herd}} &\\sim \\mathcal{N} \\left( 0 , {0.642}^{2} \\right)',
      '\\end{aligned}',
    ].join('\n'));
  });

  test('breaks a long sum before a plus', () => {
    expect(equationLatex(readModel('verbagg'))).toMatch(/\\\\\n&\\quad \+ /);
  });

  test('has the covariance matrix as a matrix', () => {
    expect(equationLatex(sleepstudy)).toContain('\\begin{pmatrix} {24.7}^{2} & 9.60 \\\\ 9.60 & {5.92}^{2} \\end{pmatrix}');
  });

  test('escapes every character that LaTeX would read', () => {
    expect(escapeLatex('a_b & 50 % of {x} \\ ~^#$ [y]')).toBe('a\\_b \\& 50 \\% of \\{x\\} \\textbackslash{} \\textasciitilde{}\\textasciicircum{}\\#\\$ {[}y{]}');
    expect(numberInLatex('−3.2 × 10⁻⁷')).toBe('-3.2 \\times 10^{-7}');
    expect(numberInLatex('NA')).toBe('\\text{NA}');
  });
});

describe('the equation of a model in MathML', () => {
  test('is one table of lines in the namespace of MathML, with names as text and letters as identifiers', () => {
    const mathml = equationMathML(readModel('cbpp'));
    expect(mathml).toMatch(/^<math xmlns="http:\/\/www\.w3\.org\/1998\/Math\/MathML" display="block"/);
    expect(mathml.match(/<mtr>/g)).toHaveLength(3);
    expect(mathml).toContain('<msub><mrow><mi>β</mi></mrow><mrow><mn>1</mn></mrow></msub>');
    expect(mathml).toContain('<msub><mrow><mtext>period</mtext></mrow><mrow><mi>i</mi></mrow></msub>');
  });

  test('shows hostile names as text', () => {
    const hostile = withEffect(readModel('cbpp'), 1, { term: HOSTILE, meaning: { kind: 'contrast', variable: HOSTILE, level: HOSTILE, reference: HOSTILE } });
    expect(equationMathML({ ...hostile, random: [{ ...hostile.random[0]!, group: HOSTILE }] })).not.toMatch(/<img|<\/script/);
    expect(equationLatex({ ...hostile, response: { ...hostile.response, event: HOSTILE } })).not.toContain('$');
  });
});
