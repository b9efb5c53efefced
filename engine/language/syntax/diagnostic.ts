/** What is wrong, where, and what would mend it. Offsets are UTF-16 units into the text of one cell. */

export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

export interface QuickFix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** Nothing else can be meant, so that it may be made without being asked for: with all others of its kind, or on saving. */
  readonly isSafe?: true;
}

export interface Diagnostic {
  /** `GLMM1xx` syntax, `GLMM2xx` names and types, `GLMM3xx` data, `GLMM4xx` fit. */
  readonly code: string;
  readonly severity: Severity;
  /** One plain sentence. */
  readonly message: string;
  readonly from: number;
  readonly to: number;
  readonly fixes: readonly QuickFix[];
}

/** What the documentation says of a code. */
export type CodeDescription<Kind extends Severity = Severity> = {
  readonly code: string;
  /** `error`: what was asked for was not done. */
  readonly severity: Kind;
  readonly title: string;
  /** One paragraph. */
  readonly help: string;
  /** Codes that a reader may have been looking for. */
  readonly related?: readonly string[];
} & (ShownByCell | NotShown);

/** Cells that run on their own, on bundled data: one that gives the code, and one that does not. */
interface ShownByCell {
  readonly example: string;
  readonly mend: string;
}

/** No cell can give the code; the sentence says what does. */
interface NotShown {
  readonly notShown: string;
}

export interface TextRange {
  readonly from: number;
  readonly to: number;
}

/**
 * A user's mistake on its way to the one place that turns it into a value: `Session.run` (or the checker).
 * Thrown by the evaluator and whatever it calls; anything else that is thrown is a bug of ours.
 * Code that does not know where in the cell it stands leaves `range` out; the evaluator adds the range of the call.
 */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  readonly code: string;
  readonly range: TextRange | null;
  readonly advice: readonly string[];

  constructor(code: string, message: string, options: { range?: TextRange | null; advice?: readonly string[] } = {}) {
    super(message);
    this.code = code;
    this.range = options.range ?? null;
    this.advice = options.advice ?? [];
  }

  /** The same mistake with a place, if it had none. */
  at(range: TextRange): UserError {
    return this.range ? this : new UserError(this.code, this.message, { range, advice: this.advice });
  }
}
