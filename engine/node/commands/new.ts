/** `glmm new`: a starter notebook that runs. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { starterNotebook } from '../../starter.js';
import { EXIT, FileProblem, type Command } from '../command.js';

export const newCommand: Command = {
  name: 'new',
  operands: ['NAME.glmm'],
  summary: 'Writes a starter notebook that runs as it stands.',
  options: [],
  run: async ([name = ''], _options, streams) => {
    const file = name.endsWith('.glmm') ? name : `${name}.glmm`;
    await writeFile(path.resolve(file), starterNotebook, { flag: 'wx' }).catch((error: unknown) => {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
      throw new FileProblem(code === 'EEXIST' ? `"${file}" is there already and was left as it is; choose another name.` : `"${file}" cannot be written (${code}).`);
    });
    streams.out(`Wrote ${file}. Run it with: glmm run ${file}\n`);
    return EXIT.ok;
  },
};
