/** `glmm check`: diagnostics of every cell, one a line. */
import path from 'node:path';
import { checkCell } from '../../language/check.js';
import { columnsOfFiles } from '../../language/file-columns.js';
import { positionAt } from '../../language/syntax/position.js';
import { EXIT, type Command } from '../command.js';
import { nodeFileBeginnings } from '../node-files.js';
import { readNotebook } from '../notebook-input.js';

export const checkCommand: Command = {
  name: 'check',
  operands: ['NOTEBOOK.glmm'],
  summary: 'Checks the cells of a notebook without running them.',
  options: [],
  run: async ([file = ''], _options, streams) => {
    const notebook = await readNotebook(file);
    const code = notebook.cells.filter(cell => cell.kind === 'code');
    const cells = code.map(cell => cell.text);
    const files = await columnsOfFiles(cells, nodeFileBeginnings(path.dirname(file)));
    let isWrong = false;
    const snapshot = { variables: [] };
    code.forEach((cell, index) => {
      for (const diagnostic of checkCell({ cells, cell: index, snapshot, files })) {
        const { line, column } = positionAt(cell.text, diagnostic.from);
        streams.out(`${file}:${cell.line + line - 1}:${column}: ${diagnostic.severity} ${diagnostic.code} ${diagnostic.message}\n`);
        if (diagnostic.severity === 'error') isWrong = true;
      }
    });
    return isWrong ? EXIT.failed : EXIT.ok;
  },
};
