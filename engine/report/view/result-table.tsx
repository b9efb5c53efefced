/** Tables, vectors and conditional modes: real tables, numbers aligned, long ones in a region that scrolls and can be reached by keyboard. */
import type { VNode } from 'preact';
import { fromJsonNumber, type CellValue, type JsonNumber, type RandomEffectsResult, type TableResult, type VectorResult } from '../../results.js';
import { formatCount, formatFixed } from '../numbers.js';
import { columnTexts, vectorTable } from '../tables.js';
import { levelsInWords } from '../words/phrases.js';
import { CopyMenu } from './copy-menu.js';
import { IntervalAxis, IntervalPlot } from './interval-plot.js';
import { intervalScale } from './interval-scale.js';
import { filled, useLabels } from './labels.js';
import { SortableHead, useSorting, type SortKey } from './sorting.js';

/** More rows than this are not drawn: a page of them helps nobody, and the text output holds them all. */
const MOST_ROWS = 1000;
/** More rows than this scroll. */
const ROWS_WITHOUT_SCROLLING = 16;

/** `id` names its menu; it must be unique in the document or shadow root. */
export function TableView({ table, id = 'table' }: { table: TableResult; id?: string }): VNode {
  const labels = useLabels();
  const shown = table.rows.length > MOST_ROWS ? { ...table, rows: table.rows.slice(0, MOST_ROWS) } : table;
  const texts = shown.columns.map((_, column) => columnTexts(shown, column));
  const isText = shown.columns.map(column => column.type === 'text');
  const { order, sorting, sortBy } = useSorting(shown.rows.length, (column, row) => keyOf(shown.rows[row]![Number(column)] ?? null, isText[Number(column)]!));
  const title = table.title === '' ? labels.table : table.title;
  return (
    <div class="g-output g-table">
      <CopyMenu id={id} />
      <ScrollRegion label={title} rows={shown.rows.length}>
        <table>
          {table.title !== '' && <caption><b>{table.title}</b></caption>}
          <thead><tr>{table.columns.map((column, index) => <SortableHead key={index} column={String(index)} className={isText[index] ? 'g-text' : ''} sorting={sorting} sortBy={sortBy}>{column.name}</SortableHead>)}</tr></thead>
          <tbody>
            {order.map(row => (
              <tr key={row}>
                {texts.map((column, index) => (index === 0
                  ? <th key={index} scope="row" class={isText[index] ? 'g-text' : ''}>{column[row]}</th>
                  : <td key={index} class={isText[index] ? 'g-text' : ''}>{column[row]}</td>))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {table.rows.length === 0 && <p class="g-note">{labels.noRows}</p>}
      {shown !== table && <p class="g-note">{filled(labels.firstRows, formatCount(MOST_ROWS), formatCount(table.rows.length))}</p>}
      {table.notes.map(note => <p key={note} class="g-note">{note}</p>)}
    </div>
  );
}

function keyOf(value: CellValue, isText: boolean): SortKey {
  return value === null || typeof value === 'boolean' ? value : isText ? String(value) : fromJsonNumber(value as JsonNumber);
}

export function VectorView({ vector, id = 'vector' }: { vector: VectorResult; id?: string }): VNode {
  return <TableView table={vectorTable(vector)} id={id} />;
}

/** One table a term, levels in the order of the model, each with its interval drawn. */
export function RandomEffectsView({ effects }: { effects: RandomEffectsResult }): VNode {
  const terms = [...new Set(effects.rows.map(row => row.term))];
  return (
    <div class="g-output g-random">
      {terms.map(term => <ModesTable key={term} effects={effects} term={term} isOnly={terms.length === 1} />)}
    </div>
  );
}

function ModesTable({ effects, term, isOnly }: { effects: RandomEffectsResult; term: string; isOnly: boolean }): VNode {
  const labels = useLabels();
  const rows = effects.rows.filter(row => row.term === term);
  const shown = rows.slice(0, MOST_ROWS);
  const positions = shown.map(row => ({ estimate: fromJsonNumber(row.mode), lower: fromJsonNumber(row.lower), upper: fromJsonNumber(row.upper) }));
  const scale = intervalScale(positions, []);
  const sizes = positions.map(position => Math.abs(position.upper - position.lower)).filter(size => size > 0);
  const decimals = sizes.length === 0 ? 3 : Math.min(8, Math.max(0, 2 - Math.floor(Math.log10(Math.min(...sizes)))));
  const label = filled(labels.conditionalModes, effects.group) + (isOnly && term === '(Intercept)' ? '' : `: ${term}`);
  return (
    <div class="g-section">
      <ScrollRegion label={label} rows={shown.length}>
        <table>
          <caption><b>{label}</b> <span>{`${formatCount(rows.length)} ${levelsInWords(effects.group)}`}</span></caption>
          <thead>
            <tr>
              <th scope="col">{effects.group}</th>
              <th scope="col">{labels.mode}</th>
              <th scope="col" class="g-minor"><abbr title={labels.conditionalStandardDeviation}>{labels.standardDeviationShort}</abbr></th>
              <th scope="col">{labels.interval}</th>
              {scale !== null && <th scope="col" class="g-plot"><IntervalAxis scale={scale} isRatio={false} /></th>}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => (
              <tr key={row.level}>
                <th scope="row">{row.level}</th>
                <td>{formatFixed(row.mode, decimals)}</td>
                <td class="g-minor">{formatFixed(row.sd, decimals)}</td>
                <td class="g-ci">{`${formatFixed(row.lower, decimals)} to ${formatFixed(row.upper, decimals)}`}</td>
                {scale !== null && <td class="g-plot"><IntervalPlot position={positions[index]!} scale={scale} /></td>}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {shown.length < rows.length && <p class="g-note">{filled(labels.firstLevels, formatCount(shown.length), formatCount(rows.length))}</p>}
    </div>
  );
}

function ScrollRegion({ label, rows, children }: { label: string; rows: number; children: VNode }): VNode {
  return rows > ROWS_WITHOUT_SCROLLING ? <div class="g-scroll" role="region" aria-label={label} tabIndex={0}>{children}</div> : children;
}
