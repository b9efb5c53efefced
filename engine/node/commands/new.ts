/** `glmm new`: a starter notebook that runs. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { starterNotebook } from '../../starter.js';
import { EXIT, FileProblem, reasonOf, type Command } from '../command.js';

export const newCommand: Command = {
  name: 'new',
  operands: ['NAME.glmm'],
  summary: 'Writes a starter notebook that runs as it stands.',
  options: [],
  run: async ([name = ''], _options, streams) => {
    const file = name.endsWith('.glmm') ? name : `${name}.glmm`;
    await writeFile(path.resolve(file), starterNotebook, { flag: 'wx' }).catch((error: unknown) => {
      const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      throw new FileProblem(isThere ? `"${file}" is there already and was left as it is; choose another name.` : `"${file}" cannot be written: ${reasonOf(error)}.`);
    });
    streams.out(`Wrote ${file}. Run it with: glmm run ${file}\n`);
    return EXIT.ok;
  },
};
