/** From the parser's tree to the typed one, with offsets into the cell as written and a diagnostic for every hole. */
import type { SyntaxNode, Tree } from '@lezer/common';
import type { Diagnostic, QuickFix } from './diagnostic.js';
import { numberValue, stringValue } from './literals.js';
import type { RepairedSource } from './repair.js';
import { insteadOfUnsupported } from './unsupported.js';
import type { Argument, BinaryOperator, ConstantName, Expression, Missing, Program, Unsupported } from './tree.js';

export function typedProgram(tree: Tree, source: string, repaired: RepairedSource): { program: Program; diagnostics: readonly Diagnostic[] } {
  const builder = new TreeBuilder(source, repaired);
  return { program: { source, statements: builder.statements(tree.topNode) }, diagnostics: builder.diagnostics };
}

const constants: ReadonlySet<string> = new Set<ConstantName>(['TRUE', 'FALSE', 'T', 'F', 'NA', 'NA_integer_', 'NA_real_', 'NA_character_', 'NULL', 'Inf', 'NaN']);
const notExpressions = new Set(['Comment', 'Separator', 'Semicolon', '⚠']);
const unsupported: Readonly<Record<string, Unsupported['keyword']>> = { Function: 'function', For: 'for', While: 'while', Repeat: 'repeat', If: 'if' };

interface Range {
  readonly from: number;
  readonly to: number;
}

class TreeBuilder {
  readonly diagnostics: Diagnostic[] = [];
  private isInFormula = false;

  constructor(
    private readonly source: string,
    private readonly repaired: RepairedSource,
  ) {}

  statements(node: SyntaxNode): Expression[] {
    const statements: Expression[] = [];
    for (const child of significantChildren(node)) {
      if (child.name === 'Juxtaposition') this.reportJuxtaposition(child, 'operator or a line end', '\n');
      else if (child.name !== 'BraceOpen' && child.name !== 'BraceClose') statements.push(this.expression(child));
    }
    return statements;
  }

  private expression(node: SyntaxNode): Expression {
    const children = significantChildren(node);
    const range = this.range(node);
    switch (node.name) {
      case 'Number':
        return this.number(range);
      case 'String':
      case 'RawString':
        return { kind: 'string', value: this.stringText(node), ...range };
      case 'Identifier':
        return this.identifier(node);
      case 'Namespace': {
        const name = children[2];
        if (!name || name.name === 'Hole') this.reportHole(children[1]!, 'after');
        return { kind: 'namespace', package: this.nameText(children[0]!), name: name ? this.nameText(name) : '', nameRange: this.rangeOr(name, range.to), ...range };
      }
      case 'Call': {
        const list = children[1]!;
        const close = list.getChild('ParenClose');
        return { kind: 'call', callee: this.expression(children[0]!), arguments: this.arguments(list), argumentsRange: this.range(list), isClosed: this.isWritten(close), ...range };
      }
      case 'Index':
      case 'DoubleIndex': {
        const close = node.lastChild?.name === 'BracketClose' ? node.lastChild : null;
        return { kind: 'index', object: this.expression(children[0]!), isDouble: node.name === 'DoubleIndex', arguments: this.arguments(node), isClosed: this.isWritten(close), ...range };
      }
      case 'Member': {
        const [object, operator, name] = children as [SyntaxNode, SyntaxNode, SyntaxNode | undefined];
        if (!name || name.name === 'Hole') this.reportHole(operator, 'after');
        const text = name && name.name !== 'Hole' ? this.nameText(name) : '';
        const nameRange = text === '' ? { from: this.range(operator).to, to: this.range(operator).to } : this.rangeOr(name, range.to);
        return { kind: 'member', operator: this.text(operator) as '$' | '@', object: this.expression(object), name: text, nameRange, ...range, to: nameRange.to };
      }
      case 'Unary': {
        const [operator, operand] = children as [SyntaxNode, SyntaxNode | undefined];
        return { kind: 'unary', operator: this.text(operator) as '-' | '+' | '!', operand: this.operand(operand, operator, 'after'), ...range };
      }
      case 'Binary':
        return this.binary(node, children);
      case 'Formula':
        return this.formula(node, children);
      case 'LeftAssignment':
      case 'EqualAssignment':
        return { kind: 'assignment', target: this.operand(children[0], children[1]!, 'before'), value: this.operand(children[2], children[1]!, 'after'), ...range };
      case 'RightAssignment':
        return { kind: 'assignment', value: this.operand(children[0], children[1]!, 'before'), target: this.operand(children[2], children[1]!, 'after'), ...range };
      case 'StrayAssignment':
        return this.strayAssignment(node, children);
      case 'Parenthesised':
        return this.parenthesised(node, children);
      case 'Block':
        return { kind: 'block', statements: this.statements(node), ...range };
      case 'Hole':
        return this.hole(node);
      default:
        return this.unsupported(node);
    }
  }

  private number(range: Range): Expression {
    const text = this.source.slice(range.from, range.to);
    const { value, isInteger, isComplex } = numberValue(text);
    if (isComplex) this.report('GLMM109', 'Complex numbers are not part of the cell language.', range);
    return { kind: 'number', value, isInteger, ...range };
  }

  private identifier(node: SyntaxNode): Expression {
    const text = this.text(node);
    const range = this.range(node);
    return constants.has(text) ? { kind: 'constant', name: text as ConstantName, ...range } : { kind: 'name', name: this.nameText(node), ...range };
  }

  private binary(node: SyntaxNode, children: readonly SyntaxNode[]): Expression {
    const position = children.findIndex(({ name }) => name.endsWith('Op'));
    const operatorNode = children[position]!;
    const written = this.text(operatorNode);
    const operator = (written === '**' ? '^' : written) as BinaryOperator;
    const left = this.operand(children[position - 1], operatorNode, 'before');
    const right = this.operand(children[position + 1], operatorNode, 'after');
    if (operatorNode.name === 'ComparisonOp' && left.kind === 'binary' && isComparison(left.operator)) {
      const middle = this.source.slice(left.right.from, left.right.to);
      this.report('GLMM110', 'Comparisons do not chain; join two of them with &, as in a < b & b < c.', this.range(operatorNode), [
        { title: `Write & ${middle}`, edits: [{ from: left.right.to, to: left.right.to, insert: ` & ${middle}` }], isSafe: true },
      ]);
    }
    return { kind: 'binary', operator, operatorRange: this.range(operatorNode), left, right, ...this.range(node) };
  }

  private formula(node: SyntaxNode, children: readonly SyntaxNode[]): Expression {
    const wasInFormula = this.isInFormula;
    this.isInFormula = true;
    const position = children.findIndex(({ name }) => name === 'TildeOp');
    const left = position > 0 ? this.operand(children[position - 1], children[position]!, 'before') : null;
    const right = this.operand(children[position + 1], children[position]!, 'after');
    this.isInFormula = wasInFormula;
    return { kind: 'formula', left, right, ...this.range(node) };
  }

  private strayAssignment(node: SyntaxNode, children: readonly SyntaxNode[]): Expression {
    const [left, operator, right] = children as [SyntaxNode, SyntaxNode, SyntaxNode | undefined];
    const operatorRange = this.range(operator);
    this.report('GLMM106', 'This = does not name an argument; a comparison is written ==.', operatorRange, [
      { title: 'Write ==', edits: [{ ...operatorRange, insert: '==' }] },
    ]);
    return { kind: 'binary', operator: '==', operatorRange, left: this.expression(left), right: this.operand(right, operator, 'after'), ...this.range(node) };
  }

  private parenthesised(node: SyntaxNode, children: readonly SyntaxNode[]): Expression {
    const range = this.range(node);
    let inner: Expression | null = null;
    for (const child of children) {
      const effects: Expression | null = inner;
      if (child.name === 'Juxtaposition' && this.isInFormula && effects && !isBar(effects)) inner = this.withoutBar(effects, child);
      else if (child.name === 'Juxtaposition') this.reportJuxtaposition(child, 'operator');
      else if (child.name === 'Hole') this.report('GLMM104', 'There is nothing inside these brackets.', range);
      if (child.name !== 'Juxtaposition' && child.name !== 'ParenOpen' && child.name !== 'ParenClose') inner ??= this.expression(child);
    }
    return { kind: 'parenthesised', inner: inner ?? this.missingAt(range.to), ...range };
  }

  /** `(1 herd)` in a formula, read as `(1 | herd)`. */
  private withoutBar(effects: Expression, juxtaposition: SyntaxNode): Expression {
    const next = juxtaposition.nextSibling;
    const group = next ? this.expression(next) : this.missingAt(effects.to);
    const at = { from: effects.to, to: effects.to };
    const [written, named] = [effects, group].map(({ from, to }) => this.source.slice(from, to));
    this.report('GLMM105', `A bar is missing between ${written} and ${named}: a random-effects term is written (${written} | ${named}).`, group, [{ title: 'Insert |', edits: [{ ...at, insert: ' |' }] }]);
    return { kind: 'binary', operator: '|', operatorRange: at, left: effects, right: group, from: effects.from, to: group.to };
  }

  private unsupported(node: SyntaxNode): Expression {
    const range = this.range(node);
    const keyword = unsupported[node.name];
    if (!keyword) return { kind: 'missing', ...range };
    const first = this.range(node.firstChild ?? node);
    const message = insteadOfUnsupported(keyword, this.source.slice(range.from, range.to), this.targetOf(node));
    this.report('GLMM107', message, first);
    return { kind: 'unsupported', keyword, keywordRange: first, message, ...range };
  }

  /** The name that a value is assigned to. */
  private targetOf(node: SyntaxNode): string | null {
    const { parent } = node;
    if (parent?.name !== 'LeftAssignment' && parent?.name !== 'EqualAssignment') return null;
    const [target] = significantChildren(parent);
    return target?.name === 'Identifier' ? this.nameText(target) : null;
  }

  private arguments(list: SyntaxNode): Argument[] {
    const slots: Argument[] = [];
    let slotIsFilled = false;
    let slotStart = 0;
    let lastWasComma = false;
    for (const child of significantChildren(list)) {
      if (child.name === 'ParenOpen' || child.name === 'BracketOpen' || child.name === 'DoubleBracketOpen') slotStart = this.range(child).to;
      else if (child.name === 'Comma') {
        const range = this.range(child);
        if (!slotIsFilled) slots.push(emptyArgument(slotStart, range.from));
        slotIsFilled = false;
        lastWasComma = true;
        slotStart = range.to;
      } else if (child.name === 'Juxtaposition') {
        const isWithinFormula = slots.at(-1)?.value?.kind === 'formula' && child.nextSibling?.firstChild?.name !== 'ArgumentName';
        if (isWithinFormula) this.reportJuxtaposition(child, 'operator', ' +');
        else this.reportJuxtaposition(child, 'comma', ',');
      }
      else if (child.name === 'Argument') {
        slots.push(this.argument(child));
        slotIsFilled = true;
      } else if ((child.name === 'ParenClose' || child.name === 'BracketClose') && lastWasComma && !slotIsFilled) {
        slots.push(emptyArgument(slotStart, this.range(child).from));
        lastWasComma = false;
      }
    }
    return slots;
  }

  private argument(node: SyntaxNode): Argument {
    const range = this.range(node);
    const children = significantChildren(node);
    const [first, , value] = children as [SyntaxNode, SyntaxNode | undefined, SyntaxNode | undefined];
    if (first.name !== 'ArgumentName') return { name: null, nameRange: null, value: this.expression(first), ...range };
    return { name: this.nameText(first.firstChild!), nameRange: this.range(first), value: value ? this.expression(value) : null, ...range };
  }

  private operand(node: SyntaxNode | undefined, operator: SyntaxNode, side: 'before' | 'after'): Expression {
    if (node && node.name !== 'Hole') return this.expression(node);
    this.reportHole(operator, side);
    const { from, to } = this.range(operator);
    return side === 'before' ? this.missingAt(from) : { kind: 'missing', from: to, to: node ? Math.max(to, this.range(node).to) : to };
  }

  private hole(node: SyntaxNode): Missing {
    return this.missingAt(this.range(node).from);
  }

  private missingAt(offset: number): Missing {
    return { kind: 'missing', from: offset, to: offset };
  }

  private reportHole(operator: SyntaxNode, side: 'before' | 'after'): void {
    const text = this.text(operator);
    const isBar = this.isInFormula && (text === '|' || text === '||');
    const message = !isBar
      ? `Something is missing ${side} ${text}.`
      : side === 'after'
        ? `A grouping factor is missing after ${text}, as in (1 ${text} herd).`
        : `The effects that vary are missing before ${text}, as in (1 ${text} herd).`;
    this.report('GLMM104', message, this.range(operator), this.fillings(operator, side, isBar));
  }

  private fillings(operator: SyntaxNode, side: 'before' | 'after', isBar: boolean): QuickFix[] {
    const { from, to } = this.range(operator);
    if (isBar && side === 'before') return [{ title: 'Insert 1', edits: [{ from: this.source.slice(0, from).trimEnd().length, to: from, insert: '1 ' }] }];
    const previous = operator.prevSibling;
    if (side === 'before' || !previous || /^\s*\[/.test(this.source.slice(to)) || (operator.name !== 'SumOp' && operator.name !== 'ProductOp')) return [];
    return [{ title: `Remove ${this.text(operator)}`, edits: [{ from: this.range(previous).to, to: to + /^[ \t]*/.exec(this.source.slice(to))![0].length, insert: '' }] }];
  }

  private reportJuxtaposition(node: SyntaxNode, what: string, insert?: string): void {
    const next = node.nextSibling;
    const { from, to } = next ? this.range(next) : this.range(node);
    const before = this.source.slice(0, from).trimEnd().length;
    const end = Math.min(to, from + Math.max(1, this.source.slice(from, to).search(/\s|$/)));
    const fixes = insert === undefined ? [] : [{ title: insert === '\n' ? 'Begin a new line' : `Insert ${insert.trim()}`, edits: [{ from: before, to: insert === '\n' ? from : before, insert }] }];
    this.report('GLMM105', `${what.startsWith('o') ? 'An' : 'A'} ${what} is missing before ${this.source.slice(from, end)}.`, { from, to: end }, fixes);
  }

  private report(code: string, message: string, { from, to }: Range, fixes: readonly QuickFix[] = []): void {
    this.diagnostics.push({ code, severity: 'error', message, from, to, fixes });
  }

  private nameText(node: SyntaxNode): string {
    if (node.name === 'Hole') return '';
    const text = this.text(node);
    return node.name !== 'Identifier' || text.startsWith('`') ? this.stringText(node) : text;
  }

  private stringText(node: SyntaxNode): string {
    const literal = this.repaired.text.slice(node.from, node.to);
    const { value, badEscape } = stringValue(literal);
    if (badEscape) {
      const from = this.repaired.original(node.from + badEscape.at);
      const fixes = [{ title: 'Double the backslash', edits: [{ from, to: from, insert: '\\' }] }];
      this.report('GLMM109', `${literal.slice(badEscape.at, badEscape.at + 2)} is not an escape in a string; write / or \\\\ in a file name.`, { from, to: from + badEscape.length }, fixes);
    }
    return value;
  }

  private text(node: SyntaxNode): string {
    return this.repaired.text.slice(node.from, node.to);
  }

  private range(node: SyntaxNode): Range {
    return { from: this.repaired.original(node.from), to: this.repaired.original(node.to) };
  }

  private rangeOr(node: SyntaxNode | undefined, otherwise: number): Range {
    return node ? this.range(node) : { from: otherwise, to: otherwise };
  }

  private isWritten(node: SyntaxNode | null): boolean {
    return node !== null && !this.repaired.isInserted(node.from);
  }
}

const isBar = (expression: Expression): boolean => expression.kind === 'binary' && (expression.operator === '|' || expression.operator === '||');

const isComparison = (operator: BinaryOperator): boolean => ['<', '>', '<=', '>=', '==', '!='].includes(operator);

const emptyArgument = (from: number, to: number): Argument => ({ name: null, nameRange: null, value: null, from, to });

function significantChildren(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) if (!notExpressions.has(child.name)) children.push(child);
  return children;
}
