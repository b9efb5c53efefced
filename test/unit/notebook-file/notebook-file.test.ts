import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../engine/language/syntax/diagnostic.js';
import { newNotebookMetadata, parseNotebook, serializeNotebook, type NotebookCell, type NotebookFile } from '../../../engine/notebook-file.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const parse = (text: string): NotebookFile => parseNotebook(bytes(text));
const written = (file: NotebookFile): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(serializeNotebook(file));
const contents = ({ cells }: NotebookFile): readonly (readonly [string, string])[] => cells.map(({ kind, text }) => [kind, text]);

const sample = [
  '# Pneumonia', '', 'Prose.', '', '```{glmm}', 'm <- 1', 'm', '```', '', 'First.', '', '<!-- cell -->', '', 'Second.', '', '~~~~ {glmm echo=false}', 'x', '~~~~', '',
].join('\n');

const lineBreaks = fc.constantFrom('\n', '\n', '\n', '\r\n', '\r');
const lines = fc.constantFrom(
  '', '', ' ', 'Prose', '# Title', '```{glmm}', '```', '````', '~~~', '~~~{glmm}', '``` {glmm echo=F}', '  ```{glmm}', '   x', '```r', '```{glmm-x}', '<!-- cell -->', '<!-- \\cell -->', '```\\{glmm}', '    ```{glmm}', 'm <- 1', 'é😀', '```{glmm} `',
);
const documents = fc
  .tuple(fc.boolean(), fc.array(fc.tuple(lines, lineBreaks), { maxLength: 25 }), fc.oneof(fc.constant(''), lines))
  .map(([hasMark, body, last]) => (hasMark ? '\ufeff' : '') + body.map(([line, lineBreak]) => line + lineBreak).join('') + last);

describe('parseNotebook', () => {
  it('finds code in {glmm} fences, Markdown between them, and the separator between Markdown cells', () => {
    expect(contents(parse(sample))).toEqual([
      ['markdown', '# Pneumonia\n\nProse.'],
      ['code', 'm <- 1\nm'],
      ['markdown', 'First.'],
      ['markdown', 'Second.'],
      ['code', 'x'],
    ]);
    expect(parse(sample).cells.map(({ line }) => line)).toEqual([1, 6, 10, 14, 17]);
  });

  it('keeps other fenced blocks, and {glmm} fences inside longer ones, in their Markdown cell', () => {
    const text = 'See\n\n```r\nx\n```\n\n````md\n```{glmm}\ny\n```\n````';
    expect(contents(parse(text))).toEqual([['markdown', text]]);
  });

  it('lets a fence that is never closed run to the end', () => {
    expect(contents(parse('```{glmm}\nx\ny\n'))).toEqual([['code', 'x\ny']]);
  });

  it('gives code under an indented fence without that indentation', () => {
    expect(contents(parse('  ```{glmm}\n  x\n    y\n z\n  ```\n'))).toEqual([['code', 'x\n  y\nz']]);
  });

  it('refuses bytes that are not UTF-8, and says where', () => {
    const latin = Uint8Array.from([...bytes('# R\u00e9sum\u00e9\nna'), 0xef, 0x76, 0x65]);
    expect(() => parseNotebook(latin)).toThrow(UserError);
    expect(() => parseNotebook(latin)).toThrow(/byte 13 \(line 2, column 3\) is 0xEF/);
    expect(() => parseNotebook(Uint8Array.from([0xff, 0xfe, 0x23, 0]))).toThrow(/byte 0 \(line 1, column 1\) is 0xFF/);
  });

  it('accepts exactly the bytes that a strict decoder accepts', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6 }), (raw) => {
        const isUtf8 = ((): boolean => {
          try {
            return new TextDecoder('utf-8', { fatal: true }).decode(raw) !== null;
          } catch {
            return false;
          }
        })();
        if (isUtf8) expect(serializeNotebook(parseNotebook(raw))).toEqual(raw);
        else expect(() => parseNotebook(raw)).toThrow(/line \d+, column \d+/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('serializeNotebook', () => {
  it('changes no byte of an untouched file', () => {
    fc.assert(fc.property(fc.oneof(documents, fc.string({ unit: 'grapheme' })), (text) => void expect(written(parse(text))).toBe(text)), { numRuns: 2000 });
  });

  it('changes no byte of a file whose cells come back with the line endings of an editor', () => {
    fc.assert(
      fc.property(documents, (text) => {
        const file = parse(text);
        expect(written({ ...file, cells: file.cells.map((cell) => ({ ...cell, text: cell.text.replaceAll('\n', '\r\n') })) })).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('survives JSON, as metadata of an editor do', () => {
    const file = parse(sample);
    expect(written(JSON.parse(JSON.stringify(file)) as NotebookFile)).toBe(sample);
  });

  it('changes only the cell that was edited', () => {
    const file = parse(sample.replaceAll('\n', '\r\n'));
    const cells = file.cells.map((cell, index) => (index === 1 ? { ...cell, text: 'm <- 2' } : cell));
    expect(written({ ...file, cells })).toBe(sample.replace('m <- 1\nm', 'm <- 2').replaceAll('\n', '\r\n'));
  });

  it('writes a new notebook cleanly', () => {
    const cells: NotebookCell[] = [
      { kind: 'markdown', text: '# Title', line: 0 },
      { kind: 'markdown', text: 'More', line: 0 },
      { kind: 'code', text: 'x <- 1\nx', line: 0 },
      { kind: 'code', text: '', line: 0 },
    ];
    expect(written({ cells, metadata: newNotebookMetadata })).toBe('# Title\n\n<!-- cell -->\n\nMore\n\n```{glmm}\nx <- 1\nx\n```\n\n```{glmm}\n```\n');
  });

  it('gives code that holds a fence a longer one', () => {
    const cells: NotebookCell[] = [{ kind: 'code', text: 'x <- "\n```\n"', line: 0 }];
    const text = written({ cells, metadata: newNotebookMetadata });
    expect(text).toBe('````{glmm}\nx <- "\n```\n"\n````\n');
    expect(contents(parse(text))).toEqual([['code', cells[0]!.text]]);
  });

  it('keeps Markdown that looks like a cell boundary inside its cell', () => {
    const text = 'Write\n```{glmm}\nx\n```\nand\n<!-- cell -->\nand <!-- cell -->';
    const cells: NotebookCell[] = [{ kind: 'markdown', text, line: 0 }, { kind: 'code', text: 'x', line: 0 }];
    expect(contents(parse(written({ cells, metadata: newNotebookMetadata })))).toEqual([['markdown', text], ['code', 'x']]);
  });

  it('keeps every cell apart whatever is edited, inserted, deleted and moved', () => {
    const editedText = fc.array(lines, { minLength: 1, maxLength: 5 }).map((list) => list.join('\n'));
    const newCells = fc.record({ kind: fc.constantFrom('markdown' as const, 'code' as const), text: editedText, line: fc.constant(0) });
    const changes = fc.array(fc.tuple(fc.constantFrom('edit', 'insert', 'delete', 'move'), fc.nat(), fc.nat(), newCells), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(documents, changes, (text, list) => {
        const file = parse(text);
        const cells = [...file.cells];
        for (const [change, at, to, cell] of list) {
          const index = cells.length === 0 ? 0 : at % cells.length;
          if (change === 'insert') cells.splice(index, 0, cell);
          else if (cells[index] && change === 'edit') cells[index] = { ...cells[index], text: cell.text };
          else if (change === 'delete') cells.splice(index, 1);
          else if (cells[index]) cells.splice(to % cells.length, 0, ...cells.splice(index, 1));
        }
        const again = parse(written({ ...file, cells }));
        // A Markdown cell has no blank lines at its ends and is closed before another cell follows; one of blank lines alone is no cell.
        const trimmed = (value: string): string => value.replace(/^(?:[ \t]*\n)+|(?:\n[ \t]*)+$/g, '').replace(/^[ \t]+$/, '');
        const expected = cells.filter(({ kind, text: value }) => kind === 'code' || trimmed(value) !== '').map(({ kind, text: value }) => [kind, kind === 'code' ? value : trimmed(value)]);
        const actual = contents(again).map(([kind, value]) => [kind, value]);
        expect(actual.map(([kind]) => kind)).toEqual(expected.map(([kind]) => kind));
        actual.forEach(([kind, value], index) => {
          const wanted = expected[index]![1]!;
          if (kind === 'code') expect(value).toBe(wanted);
          else expect(value!.startsWith(wanted) && /^\s*(`{3,}|~{3,})?$/.test(value!.slice(wanted.length))).toBe(true);
        });
      }),
      { numRuns: 2000 },
    );
  });
});
