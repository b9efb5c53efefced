/** What a web worker extension host runs, as in vscode.dev. */
import 'mocha/mocha.js';
import { onlyTests, report } from './report.js';

export async function run(): Promise<void> {
  mocha.setup({ ui: 'bdd', timeout: 30_000, grep: onlyTests, reporter: function silent() {} as unknown as Mocha.ReporterConstructor });
  await import('./suite.js');
  await report(done => mocha.run(done));
}
