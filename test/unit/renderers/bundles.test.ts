import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

async function bundle(entry: string): Promise<{ bytes: number; inputs: string[] }> {
  const result = await build({
    absWorkingDir: root, entryPoints: [entry], bundle: true, minify: true, write: false, metafile: true, format: 'esm', platform: 'browser', target: 'es2022',
    jsx: 'automatic', jsxImportSource: 'preact', external: ['canvas'], define: { 'process.env.NODE_ENV': '"production"' }, logLevel: 'silent', outdir: 'out',
  });
  return { bytes: result.outputFiles[0]!.contents.length, inputs: Object.keys(result.metafile.inputs) };
}

describe('the bundle of', () => {
  test.each(['model', 'table', 'random-effects'])('the %s renderer is small and holds no vega', async name => {
    const { bytes, inputs } = await bundle(`renderers/${name}/renderer.tsx`);
    expect(inputs.filter(input => input.includes('node_modules/vega'))).toEqual([]);
    expect(bytes).toBeLessThan(60_000);
  });

  test('the chart renderer keeps within its budget', async () => {
    expect((await bundle('renderers/chart/renderer.tsx')).bytes).toBeLessThan(900_000);
  });
});
