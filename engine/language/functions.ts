/** Every function of the cell language, by name. */
import { anovaFunctions } from './functions/anova.js';
import { applyFunctions } from './functions/apply.js';
import { arrayFunctions } from './functions/arrays.js';
import { basisFunctions } from './functions/bases.js';
import { bindFunctions } from './functions/bind.js';
import { contrastFunctions } from './functions/contrasts.js';
import { correlationFunctions } from './functions/correlation.js';
import { dateFunctions } from './functions/dates.js';
import { distributionFunctions } from './functions/distributions.js';
import { drawFunctions } from './functions/draw.js';
import { drawDrawsFunctions } from './functions/draw-draws.js';
import { drawEstimatesFunctions } from './functions/draw-estimates.js';
import { drawEffectsFunctions } from './functions/draw-effects.js';
import { elementFunctions } from './functions/elements.js';
import { explainedVarianceFunctions } from './functions/explained-variance.js';
import { explainFunctions } from './functions/explain.js';
import { factorFunctions } from './functions/factors.js';
import { familyFunctions } from './functions/family.js';
import { fitFunctions } from './functions/fit.js';
import { foreignFunctions } from './functions/foreign.js';
import { formattingFunctions } from './functions/formatting.js';
import { formulaFunctions } from './functions/formula.js';
import { frameFunctions } from './functions/frames.js';
import { groupFunctions } from './functions/groups.js';
import { intervalFunctions } from './functions/intervals.js';
import { jsonFunctions } from './functions/json.js';
import { kindFunctions } from './functions/kinds.js';
import { listFunctions } from './functions/lists.js';
import { laplaceErrorFunctions } from './functions/laplace-error.js';
import { lookFunctions } from './functions/look.js';
import { marginalMeansFunctions } from './functions/marginal-means.js';
import { matchFunctions } from './functions/matches.js';
import { matrixAlgebraFunctions } from './functions/matrix-algebra.js';
import { matrixFunctions } from './functions/matrices.js';
import { modelMatrixFunctions } from './functions/model-matrix.js';
import { mathematicsFunctions } from './functions/mathematics.js';
import { plotFunctions } from './functions/plot.js';
import { plotModelFunctions } from './functions/plot-model.js';
import { predictFunctions } from './functions/predict.js';
import { optionFunctions } from './functions/options.js';
import { orderStatisticFunctions } from './functions/order-statistics.js';
import { randomFunctions } from './functions/random.js';
import { readFunctions } from './functions/read.js';
import { readFileFunctions } from './functions/read-files.js';
import { readrFunctions } from './functions/readr.js';
import { reshapingFunctions } from './functions/reshaping.js';
import { sequenceFunctions } from './functions/sequences.js';
import { shapeFunctions } from './functions/shape.js';
import { showFunctions } from './functions/show.js';
import { specialFunctions } from './functions/special.js';
import { statisticsFunctions } from './functions/statistics.js';
import { tableFunctions } from './functions/tables.js';
import { textFunctions } from './functions/text.js';
import { updateFunctions } from './functions/update.js';
import { valueLabelFunctions } from './functions/value-labels.js';
import { vectorFunctions } from './functions/vectors.js';
import { workspaceFunctions } from './functions/workspace.js';
import type { FunctionDescription } from './registry.js';

const groups: readonly (readonly FunctionDescription[])[] = [
  readFunctions,
  readrFunctions,
  readFileFunctions,
  jsonFunctions,
  foreignFunctions,
  shapeFunctions,
  kindFunctions,
  listFunctions,
  sequenceFunctions,
  bindFunctions,
  frameFunctions,
  reshapingFunctions,
  elementFunctions,
  vectorFunctions,
  factorFunctions,
  valueLabelFunctions,
  tableFunctions,
  groupFunctions,
  applyFunctions,
  matrixFunctions,
  arrayFunctions,
  matrixAlgebraFunctions,
  textFunctions,
  matchFunctions,
  formattingFunctions,
  dateFunctions,
  mathematicsFunctions,
  specialFunctions,
  statisticsFunctions,
  orderStatisticFunctions,
  correlationFunctions,
  distributionFunctions,
  randomFunctions,
  formulaFunctions,
  basisFunctions,
  contrastFunctions,
  modelMatrixFunctions,
  familyFunctions,
  fitFunctions,
  updateFunctions,
  predictFunctions,
  showFunctions,
  lookFunctions,
  intervalFunctions,
  anovaFunctions,
  laplaceErrorFunctions,
  explainFunctions,
  marginalMeansFunctions,
  explainedVarianceFunctions,
  plotFunctions,
  drawFunctions,
  drawEstimatesFunctions,
  drawEffectsFunctions,
  plotModelFunctions,
  drawDrawsFunctions,
  optionFunctions,
  workspaceFunctions,
];

export const functions: ReadonlyMap<string, FunctionDescription> = new Map(groups.flat().map(description => [description.name, description]));
