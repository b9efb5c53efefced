/**
 * The algebra of model formulas: from an expression such as `a * b + I(x^2)` to an ordered list of terms.
 * Wilkinson & Rogers (1973), as R's `terms()` implements it: same order, labels and intercept rule.
 */
import { deparse } from '../language/syntax/deparse.js';
import { UserError } from '../language/syntax/diagnostic.js';
import type { Expression } from '../language/syntax/tree.js';
import { descendants } from '../language/syntax/walk.js';

/** Something that is evaluated in the data: a column or a call such as `log(age)`. */
export interface Variable {
  /** As R deparses it; the key under which the model frame holds it. */
  readonly label: string;
  readonly expression: Expression;
}

export interface Term {
  /** Its variables joined by colons, in the order in which they first appear in the formula. */
  readonly label: string;
  readonly variables: readonly Variable[];
}

export interface Terms {
  /** By increasing number of variables, else as written. */
  readonly terms: readonly Term[];
  readonly hasIntercept: boolean;
  /** The calls `offset(…)`. */
  readonly offsets: readonly Variable[];
  /** All that occur in the expression, in order: also those of terms that were taken out again, whose missing values count in R. */
  readonly variables: readonly Variable[];
}

export interface TermsContext {
  /** What `.` stands for; null where there is no data frame to take it from. */
  readonly dot: readonly string[] | null;
}

/** The terms of one side of a formula, without random effects. Throws `UserError` where it has no reading. */
export function readTerms(expression: Expression, context: TermsContext): Terms {
  const reader = new TermsReader(context);
  const sets = reader.encode(expression, true);
  return reader.finish(sets);
}

/** A term as the set of its variables: bit i stands for the i-th variable. */
type VariableSet = bigint;

class TermsReader {
  private readonly variables: Variable[] = [];
  private readonly indexOf = new Map<string, number>();
  private hasIntercept = true;

  constructor(private readonly context: TermsContext) {}

  /** `isAdded` is false inside a subtraction, where 1 removes the intercept and 0 restores it. */
  encode(expression: Expression, isAdded: boolean): VariableSet[] {
    switch (expression.kind) {
      case 'parenthesised':
        return this.encode(expression.inner, isAdded);
      case 'number':
        return this.encodeIntercept(expression.value, isAdded, expression);
      case 'constant':
        // R counts TRUE as 1
        if (expression.name === 'TRUE' || expression.name === 'FALSE') return this.encodeIntercept(Number(expression.name === 'TRUE'), isAdded, expression);
        throw notATerm(expression);
      case 'name':
        return expression.name === '.' ? this.encodeDot(expression) : [this.encodeVariable(expression)];
      case 'unary':
        if (expression.operator === '+') return this.encode(expression.operand, isAdded);
        if (expression.operator === '-') {
          this.encode(expression.operand, !isAdded);
          return [];
        }
        return [this.encodeVariable(expression)];
      case 'binary':
        return this.encodeBinary(expression, isAdded);
      case 'call':
      case 'index':
      case 'member':
        return [this.encodeVariable(expression)];
      case 'missing':
        throw new UserError('GLMM240', 'Something is missing in the formula here.', { range: expression });
      default:
        throw notATerm(expression);
    }
  }

  finish(sets: readonly VariableSet[]): Terms {
    const isOffset = this.variables.map(variable => isCallOf(variable.expression, 'offset'));
    const offsetMask = isOffset.reduce((mask, flag, i) => (flag ? mask | (1n << BigInt(i)) : mask), 0n);
    const kept = sets
      .filter(set => (set & offsetMask) === 0n)
      .map(set => this.membersOf(set))
      .sort((a, b) => a.length - b.length);
    return {
      terms: kept.map(variables => ({ label: variables.map(variable => variable.label).join(':'), variables })),
      hasIntercept: this.hasIntercept,
      offsets: this.variables.filter((_, i) => isOffset[i]),
      variables: this.variables,
    };
  }

  private encodeBinary(expression: Extract<Expression, { kind: 'binary' }>, isAdded: boolean): VariableSet[] {
    const { left, right, operator } = expression;
    switch (operator) {
      case '+':
        return distinct([...this.encode(left, isAdded), ...this.encode(right, isAdded)]);
      case '-': {
        const kept = this.encode(left, isAdded);
        const removed = new Set(this.encode(right, !isAdded));
        return kept.filter(set => !removed.has(set));
      }
      case ':':
        return interact(this.encode(left, isAdded), this.encode(right, isAdded));
      case '*': {
        const a = this.encode(left, isAdded);
        const b = this.encode(right, isAdded);
        // as in R, nothing on the left leaves nothing: 0 * x
        return a.length === 0 ? [] : distinct([...a, ...b, ...interact(a, b)]);
      }
      case '/': {
        const outer = this.encode(left, isAdded);
        const inner = this.encode(right, isAdded);
        return outer.length === 0 ? [] : distinct([...outer, ...interact([union(outer)], inner)]);
      }
      case '%in%': {
        const inner = this.encode(left, isAdded);
        return interact(inner, [union(this.encode(right, isAdded))]);
      }
      case '^':
        return this.encodePower(left, right, isAdded);
      case '|':
      case '||':
        throw new UserError('GLMM241', 'A random-effects term stands in brackets of its own.', {
          range: expression,
          advice: [`Write (${deparse(expression)}).`],
        });
      default:
        return [this.encodeVariable(expression)];
    }
  }

  private encodePower(base: Expression, exponent: Expression, isAdded: boolean): VariableSet[] {
    const power = exponent.kind === 'parenthesised' ? exponent.inner : exponent;
    if (power.kind !== 'number' || !Number.isInteger(power.value) || power.value < 1 || power.value > 20) {
      throw new UserError('GLMM240', 'In a formula ^ takes a whole number: (a + b)^2 is all terms up to two-way interactions.', {
        range: exponent,
        advice: ['For the square of a column write I(x^2).'],
      });
    }
    const sets = this.encode(base, isAdded);
    let result = sets;
    for (let i = 1; i < power.value; i++) result = distinct(sets.flatMap(a => result.map(b => a | b)));
    return result;
  }

  private encodeIntercept(value: number, isAdded: boolean, at: Expression): VariableSet[] {
    if (value !== 0 && value !== 1) {
      throw new UserError('GLMM240', `The number ${value} has no meaning as a term of a formula; only 1 (intercept) and 0 (none) have.`, {
        range: at,
        advice: ['Write arithmetic inside I( ), as in I(2 * x).'],
      });
    }
    this.hasIntercept = isAdded === (value === 1);
    return [];
  }

  private encodeDot(at: Expression): VariableSet[] {
    if (!this.context.dot) {
      throw new UserError('GLMM240', 'A dot in a formula stands for all columns of the data, and there are none to take them from here.', {
        range: at,
        advice: ['Name the columns.'],
      });
    }
    return this.context.dot.map(name => this.encodeVariable({ kind: 'name', name, from: at.from, to: at.to }));
  }

  private encodeVariable(expression: Expression): VariableSet {
    const label = labelOf(expression);
    let index = this.indexOf.get(label);
    if (index === undefined) {
      index = this.variables.length;
      this.indexOf.set(label, index);
      this.variables.push({ label, expression });
    }
    return 1n << BigInt(index);
  }

  private membersOf(set: VariableSet): Variable[] {
    return this.variables.filter((_, i) => (set >> BigInt(i)) & 1n);
  }
}

/** The text of a term; as in R, whole numbers lose the L that marks them. */
export function labelOf(expression: Expression): string {
  const hasMark = [...descendants(expression)].some(part => part.kind === 'number' && part.isInteger);
  return deparse(hasMark ? (withoutMarks(expression) as Expression) : expression);
}

function withoutMarks(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(withoutMarks);
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, key === 'isInteger' ? false : withoutMarks(value)]));
}

const notATerm = (expression: Expression): UserError =>
  new UserError('GLMM240', `${deparse(expression)} cannot be a term of a formula.`, { range: expression, advice: ['A term is a column, or a call such as log(age) or I(age^2).'] });

/** True for `name(…)`, also with its package before it. */
export function isCallOf(expression: Expression, name: string): boolean {
  if (expression.kind !== 'call') return false;
  const { callee } = expression;
  return (callee.kind === 'name' || callee.kind === 'namespace') && callee.name === name;
}

const distinct = (sets: readonly VariableSet[]): VariableSet[] => [...new Set(sets)];
const union = (sets: readonly VariableSet[]): VariableSet => sets.reduce((a, b) => a | b, 0n);
const interact = (left: readonly VariableSet[], right: readonly VariableSet[]): VariableSet[] =>
  distinct(left.flatMap(a => right.map(b => a | b)));
