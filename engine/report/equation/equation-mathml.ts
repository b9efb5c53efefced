/** The equation of a model as a MathML element in text. */
import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { ModelResult } from '../../results.js';
import { EquationView } from '../view/equation.js';

/** A `math` element in display style, as the summary shows it; it names its namespace, so that it can stand in XML too. */
export const equationMathML = (model: ModelResult): string => renderToString(h(EquationView, { model })).replace('<math', '<math xmlns="http://www.w3.org/1998/Math/MathML"');
