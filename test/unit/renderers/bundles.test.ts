import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

async function bundle(entry: string): Promise<{ bytes: number; inputs: string[] }> {
  const result = await build({
    absWorkingDir: root, entryPoints: [entry], bundle: true, minify: true, write: false, metafile: true, charset: 'utf8', format: 'esm', platform: 'browser', target: 'es2022',
    jsx: 'automatic', jsxImportSource: 'preact', external: ['canvas'], define: { 'process.env.NODE_ENV': '"production"' }, logLevel: 'silent', outdir: 'out',
  });
  return { bytes: result.outputFiles[0]!.contents.length, inputs: Object.entries(Object.values(result.metafile.outputs)[0]!.inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : [])) };
}

describe('the bundle of', () => {
  test.each(['model', 'table', 'random-effects'])('the %s renderer is small and holds no vega', async name => {
    const { bytes, inputs } = await bundle(`renderers/${name}/renderer.tsx`);
    expect(inputs.filter(input => input.includes('node_modules/vega'))).toEqual([]);
    expect(bytes).toBeLessThan(80_000);
  });

  test.each(['renderers/chart/renderer.tsx', 'renderers/report/runtime.ts'])('%s keeps within its budget: charts come compiled, and their compiler stays in the engine', async entry => {
    const { bytes, inputs } = await bundle(entry);
    expect(bytes).toBeLessThan(500_000);
    expect(inputs.filter(input => /node_modules\/vega-(?:lite|force|geo|hierarchy|voronoi|wordcloud|crossfilter)\//.test(input))).toEqual([]);
  });
});
