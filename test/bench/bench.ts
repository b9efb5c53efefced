/**
 * `npm run bench [-- --only kernels|fits|rows|levels|editor] [-- --model TEXT] [-- --largest N] [-- --write]`: how long things take.
 * `--largest` bounds the rows of the series of sizes (1e6 unless told; 1e7 takes some minutes and 4 GB), `--write` puts what was
 * measured into docs/performance.md.
 */
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { editorTimes } from './editor.js';
import { firstFitTime, fitTimes } from './fits.js';
import { kernelTimes, type KernelTime } from './kernels.js';
import { editorTable, fitTable, kernelTable, machine, scalingTable, writeScalingChart, writeSection } from './page.js';
import { costAgainstLevels, costAgainstRows } from './scaling.js';

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};

/** What a new process prints on its standard output when it is started as this one, with other options. */
const inNewProcess = (options: readonly string[], environment: NodeJS.ProcessEnv = {}): string =>
  execFileSync(process.execPath, [process.argv[1]!, ...options], { encoding: 'utf8', env: { ...process.env, ...environment } });

const sections: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  async kernels() {
    const without = JSON.parse(inNewProcess(['--kernel-times'], { GLMM_NO_WASM: '1' })) as KernelTime[];
    return kernelTable(await kernelTimes(), without);
  },
  async fits() {
    const fits = await fitTimes(option('model') ?? '');
    return fitTable(fits.map(fit => ({ ...fit, first: Number(inNewProcess(['--first-fit', fit.name])) })));
  },
  async rows() {
    const series = await costAgainstRows(Number(option('largest') ?? 1e6));
    const chart = isWritten ? await writeScalingChart('cost-against-rows.svg', 'One random intercept, 50 rows a level', 'rows', series) : [];
    return [...chart, '', ...scalingTable(series, 'rows')];
  },
  editor() {
    return Promise.resolve(editorTable(editorTimes()));
  },
  async levels() {
    const series = await costAgainstLevels(11_000);
    const chart = isWritten ? await writeScalingChart('cost-against-levels.svg', 'Two crossed random intercepts', 'levels', series) : [];
    return [...chart, '', ...scalingTable(series, 'levels')];
  },
};

const isWritten = process.argv.includes('--write');
const only = option('only');
const firstFit = option('first-fit');

if (firstFit !== undefined) console.log(await firstFitTime(firstFit));
else if (process.argv.includes('--kernel-times')) console.log(JSON.stringify(await kernelTimes()));
else {
  console.log(machine().join('\n'));
  if (isWritten) await writeSection('machine', machine());
  for (const [name, measure] of Object.entries(sections)) {
    if (only !== undefined && only !== name) continue;
    const lines = await measure();
    console.log(`\n${lines.join('\n')}`);
    if (isWritten) await writeSection(name, lines);
  }
}
