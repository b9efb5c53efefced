/** A random model as the engine gets it: a formula and a data frame, by the way that `lmer()` and `glmer()` take. */
import type { Column, DataFrame } from '../../engine/data/vectors.js';
import { fitMixedModel } from '../../engine/estimation/fit-mixed-model.js';
import type { MixedModelFit } from '../../engine/estimation/fit.js';
import { uninterrupted } from '../../engine/estimation/monitor.js';
import { dataNotices } from '../../engine/inference/data-notices.js';
import { fitNotices } from '../../engine/inference/fit-notices.js';
import { buildDesign } from '../../engine/model/build-design.js';
import type { MixedModelDesign } from '../../engine/model/design.js';
import { families } from '../../engine/model/families/families.js';
import { links } from '../../engine/model/families/links.js';
import { readModelFormula } from '../../engine/model/formula.js';
import { UserError } from '../../engine/language/syntax/diagnostic.js';
import { formulaOf, statementOf } from '../fixtures/model/formulas.js';
import { evaluateIn } from '../fixtures/model/reference-frames.js';
import type { RandomModel } from './random-model.js';

export interface EngineFit {
  readonly formula: string;
  readonly design: MixedModelDesign;
  readonly fit: MixedModelFit;
  /** Codes of the notices that go with it. */
  readonly notices: readonly string[];
}

/** The fit, or the mistake that the engine found in the model. */
export async function fitWithEngine(model: RandomModel): Promise<EngineFit | UserError> {
  const formula = formulaFor(model);
  const frame = frameFor(model);
  const family = families.get(model.family)!;
  const variable = (name: string) => ({ label: name, expression: statementOf(name) });
  try {
    const built = await buildDesign({
      formula: readModelFormula(formulaOf(formula), [...frame.columns.keys()]),
      family,
      weights: model.weights ? variable('w') : null,
      offset: null,
      subset: null,
      rowCount: frame.rowCount,
      dataName: 'd',
      evaluate: ({ expression }) => evaluateIn(frame, expression),
    });
    const fit = await fitMixedModel(built.design, { family, link: links.get(model.link)!, method: model.method }, uninterrupted);
    return { formula, design: built.design, fit, notices: [...fitNotices(built.design, fit, family), ...dataNotices(built)].map(notice => notice.code) };
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** `y ~ x1 + offset(o) + (1 + x1 | a) + (0 + x1 || b)`. */
export function formulaFor({ fixed, offset, terms }: RandomModel): string {
  const random = terms.map(({ group, effects, isDiagonal }) => `(${effects.includes('1') ? '' : '0 + '}${effects.join(' + ')} ${isDiagonal ? '||' : '|'} ${group})`);
  return `y ~ ${['1', ...fixed, ...(offset ? ['offset(o)'] : []), ...random].join(' + ')}`;
}

function frameFor({ rowCount, response, weights, offset, covariates, factors }: RandomModel): DataFrame {
  const numeric = (values: readonly number[]): Column => ({ type: 'double', values: Float64Array.from(values) });
  return {
    type: 'dataFrame',
    rowCount,
    columns: new Map<string, Column>([
      ['y', numeric(response)],
      ...(weights ? [['w', numeric(weights)] as const] : []),
      ...(offset ? [['o', numeric(offset)] as const] : []),
      ...Array.from(covariates, ([name, values]) => [name, numeric(values)] as const),
      ...Array.from(factors, ([name, { labels, levelOfRow }]) => [name, { type: 'factor', levels: labels, codes: Int32Array.from(levelOfRow, level => level + 1), isOrdered: false }] as const),
    ]),
  };
}
