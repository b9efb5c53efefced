/** From terms and columns to a model matrix, with R's coding rule and R's column names. */
import { asFactor, makeFactor } from '../data/factor.js';
import type { Column, Factor, NumericVector } from '../data/vectors.js';
import { UserError } from '../language/syntax/diagnostic.js';
import type { CoefficientMeaning, FactorBaseline } from '../results.js';
import { baselineIn } from './contrast-meaning.js';
import { contrastCoding, indicatorCoding, type Coding, type DefaultContrasts } from './contrasts.js';
import type { Term, Terms, Variable } from './terms.js';

export interface ModelMatrix {
  /** n × p, by columns. */
  readonly x: Float64Array;
  readonly names: readonly string[];
  readonly meanings: readonly CoefficientMeaning[];
  /** Index from 1 of the term that each column belongs to; 0 is the intercept. */
  readonly assign: readonly number[];
}

/**
 * The model matrix of `terms` over the complete rows of a frame. Factors are coded by contrasts where the term without
 * them is contained in an earlier term, else by indicators (Chambers & Hastie 1992, p. 38, as R implements it).
 */
export function modelMatrix(terms: Terms, frame: ReadonlyMap<string, Column>, rowCount: number, defaults: DefaultContrasts): ModelMatrix {
  const indicatorFirst = terms.hasIntercept ? null : firstFactor(terms, frame);
  const blocks = terms.terms.map((term, position) =>
    termColumns(
      term.variables.map(variable => {
        const isIndicator = usesIndicators(terms.terms, position, variable) || (indicatorFirst?.term === term && indicatorFirst.variable.label === variable.label);
        return codedColumns(variable, columnOf(frame, variable), isIndicator, defaults);
      }),
    ),
  );
  const intercept = terms.hasIntercept ? 1 : 0;
  const columnCount = blocks.reduce((count, block) => count + block.length, intercept);
  const x = new Float64Array(rowCount * columnCount);
  if (intercept) x.fill(1, 0, rowCount);
  const names: string[] = intercept ? ['(Intercept)'] : [];
  const meanings: CoefficientMeaning[] = intercept ? [interceptAmong(blocks.flatMap(block => block.map(column => column.meaning)))] : [];
  const assign: number[] = intercept ? [0] : [];
  blocks.forEach((block, position) => {
    for (const column of block) {
      column.fill(x.subarray(names.length * rowCount, (names.length + 1) * rowCount));
      names.push(column.name);
      meanings.push(column.meaning);
      assign.push(position + 1);
    }
  });
  return { x, names, meanings, assign };
}

/** What counts as a factor in a model: factors, text and logical vectors, which have both levels also where one does not occur; null for numbers. */
function factorOf(column: Column): Factor | null {
  if (column.type === 'double' || column.type === 'integer') return null;
  return column.type === 'logical' ? makeFactor(column, { levels: ['FALSE', 'TRUE'] }) : asFactor(column);
}

interface MatrixColumn {
  readonly name: string;
  readonly meaning: CoefficientMeaning;
  /** Writes the column. */
  fill(target: Float64Array): void;
  /** Multiplies by the column, element by element. */
  multiply(target: Float64Array): void;
}

/** All products of one column of each variable; the first variable varies fastest. */
function termColumns(variables: readonly (readonly MatrixColumn[])[]): MatrixColumn[] {
  return variables.reduce<readonly MatrixColumn[]>(
    (products, columns, index) => (index === 0 ? columns : columns.flatMap(column => products.map(product => productOf(product, column)))),
    [],
  ) as MatrixColumn[];
}

function productOf(a: MatrixColumn, b: MatrixColumn): MatrixColumn {
  const parts = [...(a.meaning.kind === 'interaction' ? a.meaning.parts : [a.meaning]), b.meaning];
  return {
    name: `${a.name}:${b.name}`,
    meaning: { kind: 'interaction', parts },
    fill(target) {
      a.fill(target);
      b.multiply(target);
    },
    multiply(target) {
      a.multiply(target);
      b.multiply(target);
    },
  };
}

function codedColumns(variable: Variable, column: Column, isIndicator: boolean, defaults: DefaultContrasts): MatrixColumn[] {
  const factor = factorOf(column);
  if (factor) {
    if (factor.levels.length < 2) {
      throw new UserError('GLMM312', `\`${variable.label}\` has only one level in the rows used: ${factor.levels[0] ?? 'none'}. A factor needs at least two to be compared.`, {
        range: variable.expression,
        advice: [`Remove ${variable.label} from the formula, or use data in which it varies.`],
      });
    }
    const coding = isIndicator ? indicatorCoding(variable.label, factor.levels) : contrastCoding(variable.label, factor, defaults);
    return factorColumns(variable.label, factor, coding);
  }
  return numericColumns(variable.label, column as NumericVector);
}

function factorColumns(label: string, { codes, levels }: Factor, coding: Coding): MatrixColumn[] {
  return coding.suffixes.map((suffix, j) => {
    // code 0 is a missing value
    const valueOfCode = new Float64Array(levels.length + 1).fill(NaN);
    valueOfCode.set(coding.values.subarray(j * levels.length, (j + 1) * levels.length), 1);
    return {
      // the level that addNA() makes
      name: label + (suffix === '<NA>' ? 'NA' : suffix),
      meaning: coding.meanings[j]!,
      fill(target) {
        for (let i = 0; i < target.length; i++) target[i] = valueOfCode[codes[i]!]!;
      },
      multiply(target) {
        for (let i = 0; i < target.length; i++) target[i]! *= valueOfCode[codes[i]!]!;
      },
    };
  });
}

function numericColumns(label: string, column: NumericVector): MatrixColumn[] {
  const count = column.dim ? column.dim[1] : 1;
  const rowCount = column.dim ? column.dim[0] : column.values.length;
  return Array.from({ length: count }, (_, j) => {
    const values = column.values.subarray(j * rowCount, (j + 1) * rowCount);
    const suffix = count > 1 ? (column.columnNames?.[j] ?? String(j + 1)) : '';
    return {
      name: label + suffix,
      meaning: count > 1 || (column.basis && column.basis.kind !== 'scale') ? { kind: 'basis', variable: label } : { kind: 'slope', variable: label, isIndicator: takesOnlyZeroAndOne(values) },
      fill: target => target.set(values),
      multiply(target) {
        for (let i = 0; i < target.length; i++) target[i]! *= values[i]!;
      },
    };
  });
}

/** True where no earlier term contains this one without the variable, so that contrasts would not span it. */
function usesIndicators(terms: readonly Term[], position: number, variable: Variable): boolean {
  const others = terms[position]!.variables.filter(other => other.label !== variable.label);
  if (others.length === 0) return false;
  return !terms.slice(0, position).some(earlier => others.every(other => earlier.variables.some(member => member.label === other.label)));
}

/** Without an intercept the first factor carries the overall level. */
function firstFactor(terms: Terms, frame: ReadonlyMap<string, Column>): { term: Term; variable: Variable } | null {
  for (const term of terms.terms) {
    const variable = term.variables.find(candidate => factorOf(columnOf(frame, candidate)));
    if (variable) return { term, variable };
  }
  return null;
}

/** What the intercept is: the factors at their reference levels, or at means of their levels. */
function interceptAmong(meanings: readonly CoefficientMeaning[]): CoefficientMeaning {
  const baselines = new Map<string, FactorBaseline>();
  for (const meaning of meanings.flatMap(whole => (whole.kind === 'interaction' ? whole.parts : [whole]))) {
    const baseline = baselineIn(meaning);
    if (baseline && 'variable' in meaning) baselines.set(meaning.variable, baseline);
  }
  const entries = Array.from(baselines);
  const references = entries.flatMap(([variable, baseline]) => (baseline.kind === 'level' ? [{ variable, level: baseline.level }] : []));
  const means = entries.flatMap(([variable, baseline]) => (baseline.kind === 'level' ? [] : [{ variable, baseline: baseline.kind }]));
  return { kind: 'intercept', references, ...(means.length > 0 ? { means } : {}) };
}

function columnOf(frame: ReadonlyMap<string, Column>, variable: Variable): Column {
  const column = frame.get(variable.label);
  if (!column) throw new Error(`the model frame lacks ${variable.label}`);
  return column;
}

function takesOnlyZeroAndOne(values: Float64Array): boolean {
  let ones = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] === 1) ones++;
    else if (values[i] !== 0) return false;
  }
  return ones > 0 && ones < values.length;
}
