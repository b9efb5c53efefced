import { describe, expect, it } from 'vitest';
import { checkCell } from '../../../engine/language/check.js';
import { completeAt } from '../../../engine/language/complete.js';
import { hoverAt } from '../../../engine/language/hover.js';
import { signatureAt } from '../../../engine/language/signature.js';
import { frameVariable, notebookOf } from './notebook.js';

const programs = [
  'm <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial(link = "logit"))\nsummary(m)$coefficients["x", 1]',
  'd$new <- ifelse(d$x > 1 & !is.na(d[["y"]]), "a", \'b\') # done\nd |> subset(x %in% c(1, 2), select = c(x, y)) |> head()',
  'm2 = lmer(Reaction ~ a * b + poly(Days, 2) + (Days || Subject) + (1 | a/b), sleepstudy[sleepstudy$Days != 2, ], REML = FALSE)\nlme4::fixef(m2); function(x) { x }',
];

/** What a writer sees while typing: every beginning of a program, alone and above what follows on the next line. */
const states = programs.flatMap((program) => [...program].flatMap((_, length) => [program.slice(0, length), `${program.slice(0, length)}\nm`]));

describe('a half-typed cell', () => {
  it('is checked, completed, explained and signed at every moment, with ranges inside the text', () => {
    const snapshot = { variables: [frameVariable('d', { x: ['1', '2'], y: [] })] };
    const isInside = (text: string, { from, to }: { from: number; to: number }): boolean => 0 <= from && from <= to && to <= text.length;
    for (const text of states) {
      const notebook = notebookOf([text], snapshot);
      for (const diagnostic of checkCell(notebook)) {
        expect(isInside(text, diagnostic) && diagnostic.fixes.every(({ edits }) => edits.every((edit) => isInside(text, edit)))).toBe(true);
        expect(diagnostic.message).toMatch(/[.?]$/);
      }
      for (const offset of new Set([text.length, text.length - 1, Math.floor(text.length / 2)])) {
        if (offset < 0) continue;
        for (const completion of completeAt(notebook, offset)) expect(completion.from <= offset && offset <= completion.to && isInside(text, completion)).toBe(true);
        const hover = hoverAt(notebook, offset);
        if (hover) expect(isInside(text, hover)).toBe(true);
        const help = signatureAt(notebook, offset);
        if (help && help.activeParameter !== null) expect(help.parameters[help.activeParameter]).toBeDefined();
      }
    }
  });

  it('keeps the call, the formula and the arguments in place, so that completion knows the data', () => {
    const text = 'm <- glmer(cbind(incidence, size - incidence) ~ period + (1 | ';
    const labels = completeAt(notebookOf([`${text}, data = cbpp)`]), text.length).filter(({ kind }) => kind === 'column').map(({ label }) => label);
    expect(labels).toContain('herd');
  });

  it('is mended by applying quick fixes until none is left', () => {
    for (const broken of ['x <- c(1, (2 + 3, 4', 'm <- lmer(Reaction ~ Dayz + (1 | Subject, data = sleepstudy', 'x <- paste("a, "b")', 'y <- c(1 2 3]']) {
      let text = broken;
      for (let round = 0; round < 10; round++) {
        const fix = checkCell(notebookOf([text])).find(({ fixes }) => fixes.length > 0)?.fixes[0];
        if (!fix) break;
        text = [...fix.edits].sort((a, b) => b.from - a.from).reduce((result, { from, to, insert }) => result.slice(0, from) + insert + result.slice(to), text);
      }
      expect(checkCell(notebookOf([text])).filter(({ code }) => code < 'GLMM200')).toEqual([]);
    }
  });
});
