/**
 * Regular expressions that always end. The platform's backtrack, so that a pattern such as `(a+)+$` takes time that doubles with every
 * letter of a text; where that can happen, the pattern is matched here, by backtracking that never enters the same place of the pattern at
 * the same place of the text twice (Cox 2010, "Regular expression matching in the wild"): time grows with their product, and the first match
 * is the same. A repeated part may match nothing in a turn, as in PCRE; JavaScript then tries something else.
 */
import { UserError } from '../language/syntax/diagnostic.js';
import { parsePattern, type PatternNode } from './pattern-syntax.js';

/** Of a source that `RegExp` takes with the flag `u`. Throws a SyntaxError where it does not. */
export function boundedPattern(source: string, flags: string): RegExp {
  const plain = new RegExp(source, flags);
  return powerOf(parsePattern(source)) === 1 ? plain : new BoundedPattern(source, flags);
}

/** The platform may take so many steps: it makes some hundred million a second. */
const MAX_PLATFORM_STEPS = 1e7;

/** `replace`, `test` and `matchAll` of the platform call `exec`. */
class BoundedPattern extends RegExp {
  readonly #tree: PatternNode;
  readonly #power: number;
  #program: Program | null = null;

  /** `matchAll` makes a copy of a pattern. */
  constructor(source: RegExp | string, flags: string) {
    super(source, flags);
    this.#tree = parsePattern(this.source);
    this.#power = powerOf(this.#tree);
  }

  override exec(text: string): RegExpExecArray | null {
    if (text.length ** this.#power <= MAX_PLATFORM_STEPS) return super.exec(text);
    this.#program ??= compile(this.#tree, this.flags.includes('i') ? 'ui' : 'u');
    const from = this.global ? this.lastIndex : 0;
    const ends = from > text.length ? null : new Matcher(this.#program, text).firstFrom(from);
    if (this.global) this.lastIndex = ends === null ? 0 : ends[1]!;
    if (ends === null) return null;
    const groups = Array.from({ length: ends.length / 2 }, (_, group) => (ends[2 * group + 1]! < 0 ? undefined : text.slice(ends[2 * group], ends[2 * group + 1])));
    return Object.assign(groups as string[], { index: ends[0]!, input: text, groups: undefined }) as unknown as RegExpExecArray;
  }
}

/** The platform's steps grow with at most this power of a text's length; Infinity where they may double with each letter. */
function powerOf(tree: PatternNode): number {
  const { loops, isNested } = riskOf(tree);
  return isNested ? Infinity : loops + 1;
}

/** How many parts of a pattern may repeat without end, and whether one repeats what can be matched in several ways itself. */
function riskOf(node: PatternNode): { loops: number; isNested: boolean; isVaried: boolean } {
  switch (node.kind) {
    case 'sequence':
    case 'choice': {
      const parts = node.parts.map(riskOf);
      return { loops: parts.reduce((sum, { loops }) => sum + loops, 0), isNested: parts.some(({ isNested }) => isNested), isVaried: node.kind === 'choice' || parts.some(({ isVaried }) => isVaried) };
    }
    case 'group':
    case 'look':
      return riskOf(node.body);
    case 'repeat': {
      const { loops, isNested, isVaried } = riskOf(node.body);
      const isEndless = node.most > MOST_COPIES;
      return { loops: loops + Number(isEndless), isNested: isNested || (isVaried && node.most > 1), isVaried: isVaried || node.most > node.least };
    }
    default:
      return { loops: 0, isNested: false, isVaried: false };
  }
}

type Instruction =
  | { readonly op: 'letter'; readonly holds: (codePoint: number) => boolean }
  | { readonly op: 'assert'; readonly pattern: RegExp }
  | { readonly op: 'split'; first: number; second: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'save'; readonly slot: number }
  /** What groups matched in the turn before is forgotten. */
  | { readonly op: 'forget'; readonly slots: readonly number[] }
  | { readonly op: 'look'; readonly program: Program; readonly isNegative: boolean }
  | { readonly op: 'again'; readonly group: number }
  | { readonly op: 'match' };

interface Program {
  readonly instructions: readonly Instruction[];
  readonly slots: number;
  /** What a back reference matches depends on the way to it, so that places cannot be told apart by pattern and text alone. */
  readonly hasBackReferences: boolean;
}

const MOST_COPIES = 1000;
const MAX_INSTRUCTIONS = 20_000;

function compile(tree: PatternNode, flags: string): Program {
  const instructions: Instruction[] = [];
  let slots = 2;
  let hasBackReferences = false;
  const emit = <Kind extends Instruction>(instruction: Kind): Kind => {
    if (instructions.length >= MAX_INSTRUCTIONS) throw new UserError('GLMM215', 'The pattern repeats too much, such as (a{1000}){1000}.');
    instructions.push(instruction);
    return instruction;
  };
  const visit = (node: PatternNode): void => {
    switch (node.kind) {
      case 'letter':
        emit({ op: 'letter', holds: letterTest(node.source, flags) });
        return;
      case 'assert':
        emit({ op: 'assert', pattern: new RegExp(node.source, `${flags}y`) });
        return;
      case 'sequence':
        node.parts.forEach(visit);
        return;
      case 'choice':
        visitChoice(node.parts);
        return;
      case 'group':
        if (node.index === null) return visit(node.body);
        slots = Math.max(slots, 2 * node.index + 2);
        emit({ op: 'save', slot: 2 * node.index });
        visit(node.body);
        emit({ op: 'save', slot: 2 * node.index + 1 });
        return;
      case 'repeat':
        visitRepeat(node);
        return;
      case 'look':
        if (node.isBehind) throw new UserError('GLMM215', 'A look back, (?<=…), cannot stand in a pattern with repeated parts that are applied to so long a text.');
        slots = Math.max(slots, 2 * Math.max(0, ...groupsIn(node.body)) + 2);
        emit({ op: 'look', program: compile(node.body, flags), isNegative: node.isNegative });
        return;
      case 'again':
        hasBackReferences = true;
        emit({ op: 'again', group: node.group });
    }
  };
  const visitChoice = (options: readonly PatternNode[]): void => {
    const jumps = options.slice(0, -1).map(option => {
      const split = emit({ op: 'split', first: instructions.length + 1, second: 0 });
      visit(option);
      const jump = emit({ op: 'jump', to: 0 });
      split.second = instructions.length;
      return jump;
    });
    visit(options.at(-1)!);
    for (const jump of jumps) jump.to = instructions.length;
  };
  const visitRepeat = ({ body, least, most, isLazy }: Extract<PatternNode, { kind: 'repeat' }>): void => {
    const inner = groupsIn(body).flatMap(group => [2 * group, 2 * group + 1]);
    const visitTurn = (): void => {
      if (inner.length > 0) emit({ op: 'forget', slots: inner });
      visit(body);
    };
    for (let copy = 0; copy < least; copy++) visitTurn();
    const branch = (): { op: 'split'; first: number; second: number } => emit({ op: 'split', first: 0, second: 0 });
    const aim = (split: { first: number; second: number }, into: number, past: number): void => {
      [split.first, split.second] = isLazy ? [past, into] : [into, past];
    };
    if (most > MOST_COPIES) {
      const start = instructions.length;
      const split = branch();
      visitTurn();
      emit({ op: 'jump', to: start });
      aim(split, start + 1, instructions.length);
      return;
    }
    const splits: [ReturnType<typeof branch>, number][] = [];
    for (let copy = least; copy < most; copy++) {
      splits.push([branch(), instructions.length]);
      visitTurn();
    }
    for (const [split, into] of splits) aim(split, into, instructions.length);
  };
  visit(tree);
  emit({ op: 'match' });
  return { instructions, slots, hasBackReferences };
}

/** The numbers of the groups in a part of a pattern. */
function groupsIn(node: PatternNode): number[] {
  switch (node.kind) {
    case 'sequence':
    case 'choice':
      return node.parts.flatMap(groupsIn);
    case 'group':
      return [...(node.index === null ? [] : [node.index]), ...groupsIn(node.body)];
    case 'look':
    case 'repeat':
      return groupsIn(node.body);
    default:
      return [];
  }
}

/** Whether a letter fits, as the platform has it; asked once for each letter. */
function letterTest(source: string, flags: string): (codePoint: number) => boolean {
  const pattern = new RegExp(`^(?:${source})$`, flags);
  const known = new Map<number, boolean>();
  return codePoint => {
    let holds = known.get(codePoint);
    if (holds === undefined) known.set(codePoint, (holds = pattern.test(String.fromCodePoint(codePoint))));
    return holds;
  };
}

/** So many steps take a second or two; only looks ahead and back references can need them. */
const MAX_STEPS = 10_000_000;
const MAX_PLACES = 400_000_000;

class Matcher {
  readonly #program: Program;
  readonly #text: string;
  /** A bit for each instruction and position that was tried and led nowhere. */
  readonly #tried: Uint32Array;
  #steps = 0;

  constructor(program: Program, text: string) {
    this.#program = program;
    this.#text = text;
    const places = program.instructions.length * (text.length + 1);
    if (places > MAX_PLACES) throw tooLong(text);
    this.#tried = new Uint32Array(program.hasBackReferences ? 0 : Math.ceil(places / 32));
  }

  /** Beginning and end of the first match at or after a position, and those of its groups (−1 for none); null where there is none. */
  firstFrom(position: number): Int32Array | null {
    for (let start = position; start <= this.#text.length; start += this.#text.codePointAt(start)! > 0xffff ? 2 : 1) {
      const found = this.#matchAt(start);
      if (found) return found;
    }
    return null;
  }

  #matchAt(start: number): Int32Array | null {
    const { instructions, slots } = this.#program;
    const saved = new Int32Array(slots).fill(-1);
    saved[0] = start;
    // what to go on with: an instruction and a position, or (below zero) a slot to restore and its value
    const pending: number[] = [0, start];
    while (pending.length > 0) {
      let position = pending.pop()!;
      let at = pending.pop()!;
      if (at < 0) {
        saved[-at - 1] = position;
        continue;
      }
      for (let isAlive = true; isAlive; ) {
        if (++this.#steps > MAX_STEPS) throw tooLong(this.#text);
        if (this.#wasTried(at, position)) break;
        const instruction = instructions[at]!;
        switch (instruction.op) {
          case 'letter': {
            const codePoint = this.#text.codePointAt(position);
            isAlive = codePoint !== undefined && instruction.holds(codePoint);
            position += codePoint !== undefined && codePoint > 0xffff ? 2 : 1;
            at++;
            break;
          }
          case 'assert':
            instruction.pattern.lastIndex = position;
            isAlive = instruction.pattern.test(this.#text);
            at++;
            break;
          case 'split':
            pending.push(instruction.second, position);
            at = instruction.first;
            break;
          case 'jump':
            at = instruction.to;
            break;
          case 'save':
            pending.push(-instruction.slot - 1, saved[instruction.slot]!);
            saved[instruction.slot] = position;
            at++;
            break;
          case 'forget':
            for (const slot of instruction.slots) {
              pending.push(-slot - 1, saved[slot]!);
              saved[slot] = -1;
            }
            at++;
            break;
          case 'look': {
            const inner = new Matcher(instruction.program, this.#text);
            inner.#steps = this.#steps;
            const seen = inner.#matchAt(position);
            isAlive = (seen === null) === instruction.isNegative;
            seen?.forEach((place, slot) => {
              if (slot < 2 || place < 0) return;
              pending.push(-slot - 1, saved[slot]!);
              saved[slot] = place;
            });
            this.#steps = inner.#steps;
            at++;
            break;
          }
          case 'again': {
            const [from, to] = [saved[2 * instruction.group]!, saved[2 * instruction.group + 1]!];
            const again = to < 0 ? '' : this.#text.slice(from, to);
            isAlive = this.#text.startsWith(again, position);
            position += again.length;
            at++;
            break;
          }
          case 'match':
            saved[1] = position;
            return saved;
        }
      }
    }
    return null;
  }

  /** Whether a place was tried before; it is from now on. */
  #wasTried(instruction: number, position: number): boolean {
    if (this.#tried.length === 0) return false;
    const place = instruction * (this.#text.length + 1) + position;
    const bit = 1 << (place & 31);
    const before = this.#tried[place >>> 5]!;
    this.#tried[place >>> 5] = before | bit;
    return (before & bit) !== 0;
  }
}

const tooLong = (text: string): UserError => new UserError('GLMM215', `The pattern takes too long on a text of ${text.length} characters.`, { advice: ['Write the pattern without repeated parts inside repeated parts, such as a+ in place of (a+)+.'] });
