/** A notebook's live state: variables, and running cells against them. */
import { isColumn } from './data/atomic.js';
import { summarizeColumn } from './data/column-summary.js';
import { Cancelled, uninterrupted, type Monitor } from './estimation/monitor.js';
import { describeValue } from './language/describe-value.js';
import { displayValue, titleOf } from './language/display.js';
import { evaluateStatement } from './language/evaluate.js';
import { functions } from './language/functions.js';
import type { FileAccess, SessionSettings } from './language/registry.js';
import { UserError } from './language/syntax/diagnostic.js';
import { parseProgram } from './language/syntax/parse.js';
import { positionAt } from './language/syntax/position.js';
import type { Expression } from './language/syntax/tree.js';
import type { Value } from './language/values.js';
import { standardContrasts } from './model/contrasts.js';
import { MersenneTwister } from './probability/mersenne-twister.js';
import type { CellError, CellOutcome, ModelResult, Result, SessionSnapshot, VariableSnapshot } from './results.js';

export interface SessionOptions {
  readonly files: FileAccess;
  readonly settings?: Partial<SessionSettings>;
}

export interface RunOptions {
  readonly monitor?: Monitor;
}

export const defaultSettings: SessionSettings = { confidenceLevel: 0.95, degreesOfFreedom: 'Satterthwaite', seed: 1, digits: 7, contrasts: standardContrasts };

export class Session {
  private current: SessionSettings;
  private readonly files: FileAccess;
  private readonly random: MersenneTwister;
  private readonly variables = new Map<string, Value>();
  /** By call; hover explains their terms too. */
  private readonly shownModels = new Map<string, ModelResult>();

  constructor(options: SessionOptions) {
    this.files = options.files;
    this.current = { ...defaultSettings, ...options.settings };
    this.random = new MersenneTwister(this.current.seed);
  }

  get settings(): SessionSettings {
    return this.current;
  }

  /**
   * Runs the statements of a cell in order. A mistake, a cancellation or a bug ends the cell; what was assigned and shown before
   * stays. Never throws.
   */
  async run(source: string, options: RunOptions = {}): Promise<CellOutcome> {
    const started = performance.now();
    const outputs: Result[] = [];
    try {
      await this.runStatements(source, options.monitor ?? uninterrupted, outputs);
      return { status: 'ok', milliseconds: performance.now() - started, outputs };
    } catch (error) {
      const milliseconds = performance.now() - started;
      if (error instanceof Cancelled) return { status: 'cancelled', milliseconds, outputs };
      return { status: 'error', milliseconds, outputs, error: cellError(error, source) };
    }
  }

  /** What completion, hover, checks and the variables view read. */
  snapshot(): SessionSnapshot {
    return { variables: [...this.variables].map(([name, value]) => variableSnapshot(name, value)), shownModels: [...this.shownModels.values()] };
  }

  private remember(model: ModelResult): void {
    this.shownModels.delete(model.call);
    this.shownModels.set(model.call, model);
    if (this.shownModels.size > SHOWN_MODELS) this.shownModels.delete(this.shownModels.keys().next().value!);
  }

  private async runStatements(source: string, monitor: Monitor, outputs: Result[]): Promise<void> {
    const { program, diagnostics } = parseProgram(source);
    // what comes before a loop or a function runs; it says itself what it cannot do
    const errors = diagnostics.filter(({ severity, code }) => severity === 'error' && code !== NOT_IN_CELLS);
    // a string that is never closed takes the brackets before it along
    const wrong = errors.find(({ code }) => code === UNCLOSED_STRING) ?? errors[0];
    if (wrong) throw new UserError(wrong.code, wrong.message, { range: wrong, advice: wrong.fixes.map(fix => `${fix.title}.`) });
    const settings = (): SessionSettings => this.current;
    const environment = {
      variables: this.variables,
      functions,
      files: this.files,
      get settings() {
        return settings();
      },
      changeSettings: (changed: Partial<SessionSettings>) => void (this.current = { ...this.current, ...changed }),
      random: this.random,
      monitor,
      source,
      display: (result: Result) => void outputs.push(result),
    };
    for (const statement of program.statements) {
      if (monitor.isDue()) await monitor.pause();
      const { value, isVisible } = await evaluateStatement(statement, environment);
      if (isVisible && value.type === 'model') this.remember(value.model.summary);
      if (isVisible) outputs.push(...displayValue(value, nameFor(statement, value), this.settings));
    }
  }
}

const UNCLOSED_STRING = 'GLMM103';
const NOT_IN_CELLS = 'GLMM107';

/** So many models that were shown without being assigned are remembered. */
const SHOWN_MODELS = 20;

/** A model is called by the variable that holds it; a table by what was written. */
function nameFor(statement: Expression, value: Value): string {
  if (value.type === 'model') return statement.kind === 'name' ? statement.name : '';
  return value.type === 'dataFrame' ? titleOf(statement) : '';
}

function cellError(error: unknown, source: string): CellError {
  if (error instanceof UserError) {
    const { line, column } = positionAt(source, error.range?.from ?? 0);
    return { name: error.name, message: error.message, line, column, code: error.code, advice: error.advice };
  }
  if (error instanceof RangeError && error.message.includes('call stack')) {
    return { name: 'UserError', message: 'An expression is nested too deeply.', line: 1, column: 1, code: 'GLMM108', advice: ['Split it into several statements.'] };
  }
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    name: 'InternalError',
    message: `Something went wrong inside the engine; this is a bug of ours, not a mistake of yours. (${detail})`,
    line: 1,
    column: 1,
    code: 'GLMM900',
    advice: ['The session is intact and other cells still run.', 'Please report it together with this cell.'],
  };
}

function variableSnapshot(name: string, value: Value): VariableSnapshot {
  const bare = { name, columns: [] };
  if (value.type === 'dataFrame') {
    const columns = [...value.columns].map(([column, values]) => summarizeColumn(column, values));
    return { name, kind: 'dataFrame', summary: `${value.rowCount} rows × ${value.columns.size} columns`, columns };
  }
  if (value.type === 'model') return { ...bare, kind: 'model', summary: value.model.summary.formula, model: { ...value.model.summary, name } };
  if (value.type === 'factor') return { ...bare, kind: 'factor', summary: summarizeColumn(name, value).summary };
  if (isColumn(value)) return { ...bare, kind: 'vector', summary: value.values.length === 1 ? describeValue(value) : `${value.values.length} elements; ${summarizeColumn(name, value).summary}` };
  return { ...bare, kind: value.type === 'list' ? 'list' : 'other', summary: describeValue(value) };
}
