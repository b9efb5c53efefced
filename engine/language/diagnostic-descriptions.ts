/** Every code that the parser and the checks give while a cell is written, described once; the documentation lists this table. */
import type { Severity } from './syntax/diagnostic.js';

export interface DiagnosticDescription {
  readonly code: string;
  readonly severity: Severity;
  readonly title: string;
  /** One paragraph for the documentation. */
  readonly help: string;
}

export const diagnosticDescriptions: readonly DiagnosticDescription[] = [
  { code: 'GLMM100', severity: 'error', title: 'Cell too long', help: 'A cell holds at most 500,000 characters. Data belong in a file that the cell reads.' },
  { code: 'GLMM101', severity: 'error', title: 'Bracket not closed', help: 'A bracket is opened and never closed. The quick fix closes it where it most likely belongs, such as before the comma in `(1 | herd, data = …`.' },
  { code: 'GLMM102', severity: 'error', title: 'Bracket not opened', help: 'A closing bracket has no opening one.' },
  { code: 'GLMM103', severity: 'error', title: 'String not closed', help: 'A string, or a name in back quotes, begins and never ends.' },
  { code: 'GLMM104', severity: 'error', title: 'Something missing', help: 'An operator lacks an operand, brackets are empty, or a bar in a formula has no effects before it or no grouping factor after it.' },
  { code: 'GLMM105', severity: 'error', title: 'Something unexpected', help: 'Two values stand side by side without an operator, a comma or a line end between them, or a character does not belong to the language.' },
  { code: 'GLMM106', severity: 'error', title: 'Stray equals sign', help: 'In a call `=` names an argument. A comparison is written `==`.' },
  { code: 'GLMM107', severity: 'error', title: 'Not part of the language', help: 'Cells have no loops, no `if` and no functions of their own; functions work on whole vectors, and `ifelse` chooses element by element.' },
  { code: 'GLMM108', severity: 'error', title: 'Nested too deeply', help: 'Brackets stand more than 64 deep in each other, or an expression chains some 300 operators. Give parts of it a name.' },
  { code: 'GLMM109', severity: 'error', title: 'Literal that cannot be read', help: 'A backslash in a string starts an escape that does not exist (file names are written with `/`), or a number is complex.' },
  { code: 'GLMM110', severity: 'error', title: 'Chained comparison', help: 'Comparisons do not chain, as in R: write `a < b & b < c`.' },
  { code: 'GLMM111', severity: 'error', title: 'Typographic character', help: 'A quotation mark or dash of a word processor stands where a straight one belongs.' },
  { code: 'GLMM190', severity: 'error', title: 'Not UTF-8', help: 'The bytes of the notebook are not UTF-8 text. It is not opened, so that saving cannot destroy it.' },
  { code: 'GLMM200', severity: 'error', title: 'Planned', help: 'The function or family is part of the language and not there yet.' },
  { code: 'GLMM201', severity: 'error', title: 'Unknown variable or data frame', help: 'No statement above, no bundled data set and nothing in the session has this name.' },
  { code: 'GLMM202', severity: 'error', title: 'Unknown function', help: 'There is no function of this name, or the name belongs to data.' },
  { code: 'GLMM203', severity: 'error', title: 'Unknown argument', help: 'The function has no argument of this name, the abbreviation fits several, or there are too many arguments.' },
  { code: 'GLMM204', severity: 'error', title: 'Unknown column', help: 'The data frame has no column of this name. Columns are known from bundled data, from the session and from assignments in the notebook; of other data frames nothing is said.' },
  { code: 'GLMM205', severity: 'error', title: 'Argument given twice', help: 'Two arguments of a call go to the same parameter.' },
  { code: 'GLMM206', severity: 'error', title: 'Argument missing', help: 'The call lacks an argument that has no default.' },
  { code: 'GLMM208', severity: 'error', title: 'Value not allowed', help: 'The argument takes only certain values, and this is none of them.' },
  { code: 'GLMM224', severity: 'warning', title: 'Unknown level', help: 'A factor is compared with a text that is none of its levels, so that the comparison is never true.' },
  { code: 'GLMM240', severity: 'error', title: 'Formula cannot be read', help: 'Part of a formula has no reading as a term.' },
  { code: 'GLMM241', severity: 'error', title: 'Random-effects term cannot be read', help: 'A bar stands outside brackets, or what is on one of its sides has no reading. Random-effects terms are written `(1 | g)` and joined by `+`.' },
  { code: 'GLMM242', severity: 'error', title: 'Response missing or repeated', help: 'The formula of a model has its response on the left of `~`, and not on the right as well.' },
  { code: 'GLMM245', severity: 'hint', title: 'Random slope without fixed effect', help: 'An effect varies over a grouping factor and has no fixed effect, so that its average is taken to be zero. That is rarely meant.' },
  { code: 'GLMM246', severity: 'warning', title: 'Effect given twice', help: 'The same term stands in the formula twice, or the same effect varies over the same grouping factor in two terms.' },
  { code: 'GLMM247', severity: 'hint', title: 'Both fixed and grouping', help: 'A variable is a fixed effect and a grouping factor of an intercept at once; the fixed effect takes up what the random one would show.' },
  { code: 'GLMM251', severity: 'error', title: 'Unknown family', help: 'There is no family of this name.' },
  { code: 'GLMM252', severity: 'error', title: 'Unknown link', help: 'The family does not take this link.' },
  { code: 'GLMM260', severity: 'error', title: 'Unknown data set', help: 'There is no bundled data set of this name.' },
];
