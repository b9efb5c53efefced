/** What the operators of a formula stand for, written out. */
import { splitRandomTerms } from '../../model/random-terms.js';
import { readTerms } from '../../model/terms.js';
import { UserError } from '../syntax/diagnostic.js';
import { deparse } from '../syntax/deparse.js';
import type { Binary, Expression } from '../syntax/tree.js';
import { code } from './markdown.js';

/** One sentence with the expansion; null for an operator that has none, or whose operands are not all there. */
export function explainOperator(operation: Binary): string | null {
  const written = code(deparse(operation));
  try {
    switch (operation.operator) {
      case '*':
        return `${written} stands for ${code(expansion(operation))}: each effect and their interaction.`;
      case ':':
        return `${written} is the interaction alone, without the effects of ${code(deparse(operation.left))} and ${code(deparse(operation.right))}.`;
      case '/':
        return `${written} stands for ${code(expansion(operation))}: ${code(deparse(operation.right))} within ${code(deparse(operation.left))}.`;
      case '^':
        return `${written} stands for ${code(expansion(operation))}. In a formula ${code('^')} multiplies terms; a power is written ${code('I(x^2)')}.`;
      case '%in%':
        return `${written} stands for ${code(expansion(operation))}.`;
      case '-':
        return `${code(`- ${deparse(operation.right)}`)} leaves ${operation.right.kind === 'number' ? 'the intercept' : code(deparse(operation.right))} out of the formula.`;
      case '|':
        return randomExpansion(operation, 'The effects on the left vary over the levels of the grouping factor on the right, with correlations between them.');
      case '||':
        return randomExpansion(operation, 'The effects vary over the levels of the grouping factor without correlations between them.');
      default:
        return null;
    }
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** The labels of the terms that an operation stands for; null where it has no reading. */
export function termsOf(operation: Expression): string[] | null {
  try {
    return readTerms(operation, { dot: null }).terms.map(({ label }) => label);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

const expansion = (expression: Expression): string => {
  const { terms } = readTerms(expression, { dot: null });
  return terms.map(({ label }) => label).join(' + ');
};

function randomExpansion(bar: Binary, sentence: string): string {
  const bracketed: Expression = { kind: 'parenthesised', inner: bar, from: bar.from, to: bar.to };
  const terms = splitRandomTerms(bracketed).random.map(({ label }) => (label.startsWith('(') ? label : `(${label})`));
  const written = deparse(bracketed);
  const expanded = terms.join(' + ');
  return expanded === written || terms.length === 0 ? sentence : `${code(written)} stands for ${code(expanded)}. ${sentence}`;
}
