/** The equation of a model in MathML, which browsers draw and screen readers read by themselves. */
import type { VNode } from 'preact';
import type { ModelResult } from '../../results.js';
import { brokenLines } from '../equation/break-lines.js';
import { equationOf, type MathSymbol, type Symbols } from '../equation/equation.js';

/** One row a line, aligned at the relation; long sums are broken before a plus. */
export function EquationView({ model }: { model: ModelResult }): VNode {
  const rows = equationOf(model).flatMap(({ left, relation, right }) => brokenLines(right).map((part, place) => ({ left: place === 0 ? left : [], relation: place === 0 ? relation : '', part })));
  return (
    <math display="block" class="g-math">
      <mtable {...ALIGNED}>
        {rows.map(({ left, relation, part }, index) => (
          <mtr key={index}>
            <mtd class="g-math-left"><Row symbols={left} /></mtd>
            <mtd>{relation !== '' && <mo>{relation}</mo>}</mtd>
            <mtd class="g-math-right"><Row symbols={part} /></mtd>
          </mtr>
        ))}
      </mtable>
    </math>
  );
}

/** For readers of MathML that know no style sheet, such as those of Word and PDF reports. */
const ALIGNED = { columnalign: 'right center left' } as unknown as { readonly columnalign: 'left' };

const Row = ({ symbols }: { symbols: Symbols }): VNode => <mrow>{symbols.map(element)}</mrow>;

const INVISIBLE_TIMES = '\u2062';

function element(symbol: MathSymbol): VNode {
  switch (symbol.kind) {
    case 'name': return <mtext>{symbol.text}</mtext>;
    case 'letter': return <mi>{symbol.text}</mi>;
    case 'function': return <mi mathvariant="normal">{symbol.text}</mi>;
    case 'number': return <mn>{symbol.text}</mn>;
    case 'sign': return <Sign text={symbol.text} />;
    case 'subscript': return <msub><Row symbols={symbol.base} /><Row symbols={symbol.below} /></msub>;
    case 'superscript': return <msup><Row symbols={symbol.base} /><Row symbols={symbol.above} /></msup>;
    case 'root': return <msqrt><Row symbols={symbol.inside} /></msqrt>;
    case 'matrix': return <mrow><mo>[</mo><mtable>{symbol.rows.map(row => <mtr>{row.map(cell => <mtd><Row symbols={cell} /></mtd>)}</mtr>)}</mtable><mo>]</mo></mrow>;
  }
}

/** A plus that begins a line still stands between summands. */
function Sign({ text }: { text: string }): VNode {
  if (text === '') return <mo lspace="0.12em" rspace="0.12em">{INVISIBLE_TIMES}</mo>;
  return text === '+' ? <mo lspace="0.22em" rspace="0.22em">+</mo> : <mo {...UNSTRETCHED}>{text}</mo>;
}

/** As text: preact leaves out what is false. */
const UNSTRETCHED = { stretchy: 'false' } as unknown as { readonly stretchy: boolean };
