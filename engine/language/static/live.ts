/** What the session knows of a variable, set beside what the text says of it at one place. */
import type { ColumnSnapshot, VariableSnapshot } from '../../results.js';
import type { LaterChanges } from './changes.js';
import { asColumn, isSame, unknown, vectorOf, type StaticFrame, type StaticValue } from './values.js';

interface Joined {
  readonly bound: StaticValue | undefined;
  readonly key: string;
  readonly value: StaticValue;
}

/** The same value for the same question, so that what rests on it can be kept. */
const known = new WeakMap<VariableSnapshot, Joined[]>();

/**
 * The text says what holds at a place; the session holds what the last run left, which statements below may have changed since:
 * of what they assign, only the text counts.
 */
export function withSession(bound: StaticValue | undefined, live: VariableSnapshot, below: LaterChanges): StaticValue {
  const before = known.get(live) ?? [];
  const same = before.find((one) => one.bound === bound && one.key === below.key);
  if (same) return same.value;
  const value = join(bound, live, below);
  known.set(live, [{ bound, key: below.key, value }, ...before].slice(0, 8));
  return value;
}

function join(bound: StaticValue | undefined, live: VariableSnapshot, below: LaterChanges): StaticValue {
  if (live.kind === 'dataFrame') {
    if (!bound || bound.kind === 'unknown') return frameInSession(live, below);
    return bound.kind === 'dataFrame' ? joinFrames(bound, frameInSession(live, below)) : bound;
  }
  if (bound && bound.kind !== 'unknown') return bound;
  return live.kind === 'factor' && !below.isWhole ? vectorOf('factor') : unknown;
}

function frameInSession({ columns }: VariableSnapshot, { isWhole, columns: changed }: LaterChanges): StaticFrame {
  const held = columns.map((column): [string, ColumnSnapshot] => [column.name, isWhole || changed.has(column.name) ? onlyOffered(column) : column]);
  // a column that is assigned below may have been there before it was taken away
  const gone = [...changed].filter((name) => !columns.some((column) => column.name === name));
  return { kind: 'dataFrame', columns: new Map([...held, ...gone.map((name): [string, ColumnSnapshot] => [name, asColumn(name, unknown)])]), isComplete: !isWhole };
}

/** A column that may have been another one at this place: nothing is wrong by it. */
const onlyOffered = ({ name, levels, values, summary }: ColumnSnapshot): ColumnSnapshot => {
  const offered = levels.length > 0 ? levels : values;
  return { name, type: 'other', levels: [], summary, ...(offered ? { values: offered } : {}) };
};

function joinFrames(bound: StaticFrame, session: StaticFrame): StaticFrame {
  const columns = new Map(bound.columns);
  for (const [name, held] of session.columns) {
    const written = columns.get(name);
    const isSeen = !written || written.type === 'other' || (written.type === held.type && (written.levels.length === 0 || isSame(written.levels, held.levels)));
    if (isSeen) columns.set(name, held);
  }
  return { kind: 'dataFrame', columns, isComplete: bound.isComplete || session.isComplete };
}
