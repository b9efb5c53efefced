/**
 * Goes through a notebook ahead of its user: reads its files, makes its data frames and prepares its models, but fits none, to tell what
 * the data say about each fit while the notebook is written. What needs a fit is passed over, and so is what depends on it.
 */
import { isColumn } from './data/atomic.js';
import { requireFittable } from './estimation/fit-mixed-model.js';
import { Cancelled, uninterrupted, type Monitor } from './estimation/monitor.js';
import { dataHints } from './inference/data-hints.js';
import { dataNotices } from './inference/data-notices.js';
import { evaluateStatement, type EvaluationEnvironment } from './language/evaluate.js';
import { functions } from './language/functions.js';
import type { CallArguments, CallContext, FileAccess, FunctionDescription, SessionSettings } from './language/registry.js';
import { checkLastFit } from './language/services/check-last-fit.js';
import { dataFlowOf, dataFlowOfStatements } from './language/services/data-flow.js';
import type { FitCall } from './language/services/fit-call.js';
import { mistakeDiagnostic } from './language/services/mistake-diagnostics.js';
import { noticeDiagnostics } from './language/services/notice-diagnostics.js';
import { parsed } from './language/services/parsed.js';
import { UserError, type Diagnostic } from './language/syntax/diagnostic.js';
import type { Expression } from './language/syntax/tree.js';
import { MersenneTwister, type RandomState } from './probability/mersenne-twister.js';
import { Passed, PASSED_OVER, RehearsedVariables, type Known } from './rehearsed-variables.js';
import { defaultSettings } from './session.js';
import type { Value } from './language/values.js';

export interface RehearsalOptions {
  readonly files: FileAccess;
  readonly settings?: Partial<SessionSettings>;
  /** Fits the models too, and tells what the fits say. */
  readonly fits?: boolean;
  /** A statement that takes longer is passed over; no limit where models are fitted. */
  readonly longestMilliseconds?: number;
  /** What the values of variables may take together; of those beyond it nothing is known. */
  readonly mostBytes?: number;
}

export interface RehearsalRequest {
  readonly monitor?: Monitor;
  /** Names that a live session has; of one that no cell makes nothing is known, not even that it is missing. */
  readonly inherited?: ReadonlySet<string>;
}

const LONGEST_MILLISECONDS = 2000;
const MOST_BYTES = 200_000_000;

/** A rehearsal remembers what it has evaluated: of a notebook in which one statement has changed, that statement and what depends on it. */
export class Rehearsal {
  readonly #options: RehearsalOptions;
  readonly #settings: SessionSettings;
  #remembered: ReadonlyMap<string, readonly Rehearsed[]> = new Map();

  constructor(options: RehearsalOptions) {
    this.#options = options;
    this.#settings = { ...defaultSettings, ...options.settings };
  }

  /** Forgets what was read from files. */
  forget(): void {
    this.#remembered = new Map();
  }

  /** What the data tell of each cell, in the order of its text. Throws `Cancelled` when the monitor does, and nothing else. */
  async diagnose(cells: readonly string[], { monitor = uninterrupted, inherited = new Set() }: RehearsalRequest = {}): Promise<Diagnostic[][]> {
    const made = new Set(cells.flatMap(cell => [...dataFlowOf(cell).assigns]));
    const variables = new RehearsedVariables(name => inherited.has(name) && !made.has(name), this.#options.mostBytes ?? MOST_BYTES);
    const random = new MersenneTwister(this.#settings.seed);
    const stage: Stage = { variables, settings: this.#settings, random, place: random.save(), monitor };
    const remembered = new Map<string, Rehearsed[]>();
    const found: Diagnostic[][] = [];
    try {
      for (const source of cells) found.push(await this.#diagnoseCell(source, stage, remembered));
    } catch (error) {
      // what was done before it was cancelled need not be done again
      this.#remembered = new Map([...this.#remembered, ...remembered]);
      throw error;
    }
    this.#remembered = remembered;
    return found;
  }

  async #diagnoseCell(source: string, stage: Stage, remembered: Map<string, Rehearsed[]>): Promise<Diagnostic[]> {
    const { monitor, variables } = stage;
    const { program, diagnostics: mistakes } = parsed(source);
    const diagnostics: Diagnostic[] = [];
    for (const statement of program.statements) {
      if (monitor.isDue()) await monitor.pause();
      if (mistakes.some(({ severity, from, to }) => severity === 'error' && from <= statement.to && statement.from <= to)) {
        variables.passOver(dataFlowOfStatements([statement]).assigns);
        continue;
      }
      const text = source.slice(statement.from, statement.to);
      const rehearsed = this.#recall(text, stage) ?? (await this.#rehearse(statement, source, stage));
      remembered.set(text, [...(remembered.get(text) ?? []), rehearsed]);
      diagnostics.push(...rehearsed.diagnostics.map(diagnostic => moved(diagnostic, statement.from)));
    }
    return diagnostics.sort((a, b) => a.from - b.from);
  }

  /** What a statement gave when it was last evaluated with the same values, its effects taken over. */
  #recall(text: string, stage: Stage): Rehearsed | null {
    const known = this.#remembered.get(text)?.find(({ before, reads }) => before.settings === stage.settings && stage.random.isAt(before.place) && [...reads].every(([name, value]) => stage.variables.peek(name) === value));
    if (!known) return null;
    for (const [name, value] of known.writes) stage.variables.put(name, value);
    stage.settings = known.after.settings;
    if (known.after.place !== known.before.place) {
      stage.random.restore(known.after.place);
      stage.place = known.after.place;
    }
    return known;
  }

  async #rehearse(statement: Expression, source: string, stage: Stage): Promise<Rehearsed> {
    const { variables, random } = stage;
    const before = { settings: stage.settings, place: stage.place };
    const diagnostics: Diagnostic[] = [];
    variables.begin();
    let isDone = false;
    try {
      await evaluateStatement(statement, this.#environment(statement, source, stage, diagnostics));
      isDone = true;
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      if (error instanceof UserError && error.code !== PASSED_OVER) diagnostics.push({ code: error.code, severity: 'error', message: error.message, from: error.range?.from ?? statement.from, to: error.range?.to ?? statement.to, fixes: [] });
      // anything else is passed over: the statement needs a fit, takes too long, or meets a fault of ours, which running it reports
    }
    if (!isDone) variables.passOver(dataFlowOfStatements([statement]).assigns);
    if (!random.isAt(stage.place)) stage.place = random.save();
    const { reads, writes } = variables.end();
    return { before, after: { settings: stage.settings, place: stage.place }, reads, writes, diagnostics: diagnostics.map(diagnostic => moved(diagnostic, -statement.from)) };
  }

  #environment(statement: Expression, source: string, stage: Stage, diagnostics: Diagnostic[]): EvaluationEnvironment {
    const { variables, random, monitor } = stage;
    return {
      variables,
      functions: new Map([...functions].map(([name, description]) => [name, description.prepare ? this.#rehearsing(description, statement, diagnostics) : description])),
      files: this.#options.files,
      get settings() {
        return stage.settings;
      },
      changeSettings: changed => void (stage.settings = { ...stage.settings, ...changed }),
      random,
      monitor: this.#options.fits ? monitor : limited(monitor, this.#options.longestMilliseconds ?? LONGEST_MILLISECONDS),
      source,
      display: () => undefined,
    };
  }

  /** A function that fits, which tells what the data say and then, unless fits are wanted, ends the statement. */
  #rehearsing(description: FunctionDescription, statement: Expression, diagnostics: Diagnostic[]): FunctionDescription {
    return {
      ...description,
      call: async (callArguments, context) => {
        const fit = fitCallOf(description, callArguments, context, statement);
        try {
          const { built, specification } = await description.prepare!(callArguments, context);
          requireFittable(built.design, specification);
          diagnostics.push(...noticeDiagnostics(fit, [...dataNotices(built), ...dataHints(built, specification.family, specification.link.name)]));
          if (!this.#options.fits) throw new Passed();
          const value = await description.call(callArguments, context);
          if (value.type === 'model') diagnostics.push(...checkLastFit(fit, value.model.summary));
          return value;
        } catch (error) {
          if (!(error instanceof UserError) || error.code === PASSED_OVER) throw error;
          diagnostics.push(mistakeDiagnostic(fit, error, await responseOf(fit, callArguments, context)));
          throw new Passed();
        }
      },
    };
  }
}

interface Stage {
  readonly variables: RehearsedVariables;
  settings: SessionSettings;
  readonly random: MersenneTwister;
  /** Where `random` stands between statements. */
  place: RandomState;
  readonly monitor: Monitor;
}

/** What a statement gave, and on what that depended. Places are relative to the statement. */
interface Rehearsed {
  readonly before: { readonly settings: SessionSettings; readonly place: RandomState };
  readonly after: { readonly settings: SessionSettings; readonly place: RandomState };
  readonly reads: ReadonlyMap<string, Known>;
  readonly writes: ReadonlyMap<string, Known>;
  readonly diagnostics: readonly Diagnostic[];
}

function fitCallOf(description: FunctionDescription, callArguments: CallArguments, { call }: CallContext, statement: Expression): FitCall {
  const given = new Map(description.parameters.flatMap(({ name }): [string, Expression][] => {
    const expression = callArguments.expression(name);
    return expression ? [[name, expression]] : [];
  }));
  const data = callArguments.get('data');
  return { call, given, statement, ...(data?.type === 'dataFrame' ? { columns: new Set(data.columns.keys()) } : {}) };
}

async function responseOf({ given }: FitCall, callArguments: CallArguments, context: CallContext): ReturnType<typeof columnAt> {
  const formula = given.get('formula');
  const data = callArguments.get('data');
  return formula?.kind === 'formula' && formula.left ? columnAt(context.evaluate(formula.left, data?.type === 'dataFrame' ? data : undefined)) : null;
}

async function columnAt(evaluated: Promise<Value>) {
  const value = await evaluated.catch(() => null);
  return value && isColumn(value) ? value : null;
}

function limited(monitor: Monitor, milliseconds: number): Monitor {
  const end = performance.now() + milliseconds;
  return {
    isDue: () => performance.now() > end || monitor.isDue(),
    pause: async progress => {
      if (performance.now() > end) throw new Passed();
      await monitor.pause(progress);
    },
  };
}

const moved = (diagnostic: Diagnostic, by: number): Diagnostic => ({
  ...diagnostic,
  from: diagnostic.from + by,
  to: diagnostic.to + by,
  fixes: diagnostic.fixes.map(fix => ({ ...fix, edits: fix.edits.map(edit => ({ ...edit, from: edit.from + by, to: edit.to + by })) })),
});
