// Random notebook files come back byte for byte from reading and writing, by the engine's file format and by what the serializer of the
// editor hands over; and a notebook that was edited is read back with the cells it had.
// GLMM_FUZZ_NOTEBOOKS sets how many are tried, GLMM_FUZZ_SEED which ones; `npm run fuzz` tries 10,000.
import process from 'node:process';
import { expect, test } from 'vitest';
import { parseNotebook, serializeNotebook, type NotebookCell, type NotebookFile } from '../../engine/notebook-file.js';
import { randomNotebook } from './random-notebooks.js';
import { randomNumbers, type RandomNumbers } from './random-numbers.js';

const count = Number(process.env['GLMM_FUZZ_NOTEBOOKS'] ?? 2000);
const seed = Number(process.env['GLMM_FUZZ_SEED'] ?? 20261121);

test(`${count} random notebooks are written as they were read`, () => {
  const random = randomNumbers(seed);
  const changed: string[] = [];
  for (let index = 0; index < count && changed.length < 5; index++) {
    const text = randomNotebook(random);
    const bytes = new TextEncoder().encode(text);
    const written = serializeNotebook(throughTheEditor(parseNotebook(bytes)));
    if (Buffer.compare(Buffer.from(bytes), Buffer.from(written)) !== 0) changed.push(`${JSON.stringify(text)} became ${JSON.stringify(new TextDecoder('utf-8', { ignoreBOM: true }).decode(written))}`);
  }
  expect(changed).toEqual([]);
}, 3_600_000);

test('an edited notebook is read back with the cells it had', () => {
  const random = randomNumbers(seed + 1);
  const changed: string[] = [];
  for (let index = 0; index < count && changed.length < 5; index++) {
    const file = parseNotebook(new TextEncoder().encode(randomNotebook(random)));
    const edited = throughTheEditor({ ...file, cells: editedCells(random, file.cells) });
    const again = parseNotebook(serializeNotebook(edited)).cells.map(contentOf);
    // Markdown cells of blank lines alone cannot be told from the space between cells
    const wanted = edited.cells.map(contentOf).filter(isKept);
    if (JSON.stringify(again.filter(isKept)) !== JSON.stringify(wanted)) changed.push(`${JSON.stringify(wanted)} became ${JSON.stringify(again)}`);
  }
  expect(changed).toEqual([]);
}, 3_600_000);

/** Of Markdown without the fences at its end: one that was open is closed in the file, so that it does not take in the next cell. */
const contentOf = ({ kind, text }: NotebookCell): readonly [string, string] => [kind, kind === 'markdown' ? text.trim().replace(/(?:(?:^|\s)\s*(?:`{3,}|~{3,}) *)+$/, '').trim() : text];
const isKept = ([kind, text]: readonly [string, string]): boolean => kind === 'code' || text.trim() !== '';

/** Cells and metadata as plain JSON, as the editor keeps them between opening and saving. */
function throughTheEditor({ cells, metadata }: NotebookFile): NotebookFile {
  const kept = JSON.parse(JSON.stringify({ cells, metadata })) as NotebookFile;
  return {
    metadata: kept.metadata,
    cells: kept.cells.map(({ kind, text, metadata: layout }) => ({ kind, text, line: 0, ...(layout ? { metadata: layout } : {}) })),
  };
}

/** One cell moved, taken out, put in, or with another text. */
function editedCells(random: RandomNumbers, cells: readonly NotebookCell[]): NotebookCell[] {
  const edited = [...cells];
  const at = random.below(edited.length + 1);
  switch (random.below(4)) {
    case 0:
      edited.splice(at, 1);
      break;
    case 1:
      edited.splice(at, 0, { kind: random.uniform() < 0.5 ? 'code' : 'markdown', text: ['x <- 1', '```{glmm}\ninner\n```', '<!-- cell -->', '# Title', '````\n```', 'a\n\nb'][random.below(6)]!, line: 0 });
      break;
    case 2: {
      const [moved] = edited.splice(random.below(Math.max(1, edited.length)), 1);
      if (moved) edited.splice(random.below(edited.length + 1), 0, moved);
      break;
    }
    default:
      if (edited[at]) edited[at] = { ...edited[at], text: `${edited[at].text}\n${['more', '```', '<!-- cell -->', '~~~', '```{glmm}'][random.below(5)]!}` };
  }
  return edited;
}
