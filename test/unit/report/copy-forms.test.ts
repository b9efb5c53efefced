import { describe, expect, test } from 'vitest';
import { copiedAs } from '../../../engine/report/copy-forms.js';
import { toPlainText } from '../../../engine/report/plain-text.js';
import type { TableResult } from '../../../engine/results.js';
import { readModel, readRandomEffects } from './fixtures.js';

const table: TableResult = { kind: 'table', title: 'A & B', notes: [], columns: [{ name: 'site_1', type: 'text' }, { name: 'x', type: 'number' }], rows: [['50 % "of" {a}, b', 1 / 3], ['=2+2', null]] };

describe('what is copied', () => {
  test('as CSV has every digit, in the columns of broom.mixed', () => {
    const model = readModel('sleepstudy');
    const lines = copiedAs(model, 'csv').trimEnd().split('\r\n');
    expect(lines[0]).toBe('effect,group,term,estimate,std.error,df,statistic,p.value,conf.low,conf.high');
    // tidy(m, conf.int = TRUE): fixed effects, then sd__(Intercept), cor__(Intercept).Days, sd__Days and the residual
    expect(lines.slice(1).map(line => line.split(',').slice(0, 3).join(' '))).toEqual(['fixed  (Intercept)', 'fixed  Days', 'ran_pars Subject sd__(Intercept)', 'ran_pars Subject sd__Days', 'ran_pars Subject cor__(Intercept).Days', 'ran_pars Residual sd__Observation']);
    expect(Number(lines[2]!.split(',')[3])).toBe(model.fixed[1]!.estimate);
    expect(Number(lines[6]!.split(',')[3])).toBe(model.sigma);
  });

  test('as CSV quotes what needs quotes (RFC 4180)', () => {
    expect(copiedAs(table, 'csv')).toBe('site_1,x\r\n"50 % ""of"" {a}, b",0.3333333333333333\r\n=2+2,NA\r\n');
  });

  test('as LaTeX is a booktabs table with everything of the user escaped', () => {
    expect(copiedAs(table, 'latex')).toBe('\\begin{tabular}{lr}\n  \\toprule\n  site\\_1 & x \\\\\n  \\midrule\n  50 \\% \\textquotedbl{}of\\textquotedbl{} \\{a\\}, b & $0.3333333$ \\\\\n  =2+2 & NA \\\\\n  \\bottomrule\n\\end{tabular}');
  });

  test('as LaTeX has both tables of a model, with minus signs and intervals as LaTeX sets them', () => {
    const latex = copiedAs(readModel('cbpp'), 'latex');
    expect(latex.match(/\\begin\{tabular\}/g)).toHaveLength(2);
    expect(latex).toContain('period2 & $0.37$ & $0.20$--$0.68$ & $-0.992$ & $0.307$ & $-3.24$ & $0.001$ \\\\');
    expect(latex).toContain('herd & (Intercept) & $0.642$ & $0.412$ & $0.111$ & $15$ \\\\');
  });

  test('as text is what the text output holds', () => {
    expect(copiedAs(readModel('cbpp'), 'text')).toBe(toPlainText(readModel('cbpp')));
    const effects = readRandomEffects('sleepstudy-subject');
    expect(copiedAs(effects, 'csv')).toContain(String(effects.rows[0]!.mode));
  });
});
