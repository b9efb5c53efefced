/** The entry of the command line bundle. */
import './node/compile-early.js';
import process from 'node:process';
import { runCommandLine } from './node/command-line.js';

// a reader that closes early (`glmm run a.glmm | head`) is no failure
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

runCommandLine(process.argv.slice(2), { out: text => void process.stdout.write(text), error: text => void process.stderr.write(text) }).then(
  // setting the status lets a pipe take all of the output before the process ends
  status => void (process.exitCode = status),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 70;
  },
);
