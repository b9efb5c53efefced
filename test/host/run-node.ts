/** What a Node extension host runs: desktop VS Code, and the remote host of a VS Code server. */
import { onlyTests, report } from './report.js';

export async function run(): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, grep: onlyTests, reporter: function silent() {} as unknown as Mocha.ReporterConstructor });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await import('./suite.js');
  await report(done => mocha.run(done));
}
