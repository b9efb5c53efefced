/** What the last fit of a call found that an argument would mend. */
import type { ModelResult } from '../../results.js';
import type { Diagnostic, QuickFix } from '../syntax/diagnostic.js';
import type { Call, Expression } from '../syntax/tree.js';

/** `given` are the arguments of the call by the name of their parameter; `model` is what the call gave when it was last run. */
export function checkLastFit(call: Call, given: ReadonlyMap<string, Expression>, model: ModelResult): Diagnostic[] {
  return model.notices.flatMap(({ code, severity, message, mend }): Diagnostic[] => {
    if (!mend) return [];
    const { from, to } = call.callee;
    return [{ code, severity, message, from, to, fixes: [fixOf(mend, call, given.get(mend.argument))] }];
  });
}

function fixOf({ title, argument, value }: NonNullable<ModelResult['notices'][number]['mend']>, call: Call, present: Expression | undefined): QuickFix {
  if (present) return { title, edits: [{ from: present.from, to: present.to, insert: value }] };
  const at = call.arguments.at(-1)?.value?.to ?? call.argumentsRange.from + 1;
  return { title, edits: [{ from: at, to: at, insert: `, ${argument} = ${value}` }] };
}
