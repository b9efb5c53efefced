/** The command line: finds the command, reads its options, and turns what went wrong into an exit status. */
import { parseArgs } from 'node:util';
import { UserError } from '../language/syntax/diagnostic.js';
import { nearestName } from '../language/syntax/nearest-name.js';
import { EXIT, UsageError, type Command, type Streams } from './command.js';
import { checkCommand } from './commands/check.js';
import { fitCommand } from './commands/fit.js';
import { familiesCommand, functionsCommand, methodsCommand } from './commands/list.js';
import { newCommand } from './commands/new.js';
import { runCommand } from './commands/run.js';
import { version } from './version.js';

const commands: readonly Command[] = [runCommand, checkCommand, fitCommand, functionsCommand, familiesCommand, methodsCommand, newCommand];

/** Runs `glmm ARGUMENTS…` and gives the exit status. Never throws. */
export async function runCommandLine(argumentTexts: readonly string[], streams: Streams): Promise<number> {
  const [name, ...rest] = argumentTexts;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    streams.out(generalHelp());
    return name === undefined ? EXIT.unusable : EXIT.ok;
  }
  if (name === '--version' || name === '-V') {
    streams.out(`${version}\n`);
    return EXIT.ok;
  }
  const command = commands.find(each => each.name === name);
  if (!command) {
    const nearest = nearestName(name, commands.map(each => each.name));
    streams.error(`There is no command "${name}".${nearest ? ` Did you mean "${nearest}"?` : ''} glmm --help lists the commands.\n`);
    return EXIT.unusable;
  }
  return runOne(command, rest, streams);
}

async function runOne(command: Command, rest: readonly string[], streams: Streams): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...rest],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' }, ...Object.fromEntries(command.options.map(option => [option.name, { type: option.value ? ('string' as const) : ('boolean' as const) }])) },
    });
    if (values['help'] === true) {
      streams.out(commandHelp(command));
      return EXIT.ok;
    }
    if (positionals.length < command.operands.length || (positionals.length > command.operands.length && command.isRepeated !== true)) {
      throw new UsageError(`glmm ${command.name} takes ${command.operands.length === 0 ? 'no operands' : command.operands.join(' ')}, but got ${positionals.length === 0 ? 'nothing' : positionals.map(text => `"${text}"`).join(' ')}.`);
    }
    return await command.run(positionals, values, streams);
  } catch (error) {
    streams.error(`${messageOf(error)}\n`);
    if (isUsageMistake(error)) streams.error(`\n${commandHelp(command)}`);
    return EXIT.unusable;
  }
}

const isUsageMistake = (error: unknown): boolean => error instanceof UsageError || (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));

function messageOf(error: unknown): string {
  if (error instanceof UserError) return [error.message, ...error.advice].join(' ');
  return error instanceof Error ? error.message : String(error);
}

function generalHelp(): string {
  const width = Math.max(...commands.map(command => usage(command).length));
  return [
    `GLMM Notebooks ${version}: generalized linear mixed models from notebooks.`,
    '',
    'Usage:',
    ...commands.map(command => `  ${usage(command).padEnd(width)}  ${command.summary}`),
    '',
    'glmm COMMAND --help tells the options of a command.',
    'Exit status: 0 all cells ran, 1 a cell failed or a check found an error, 2 the arguments or the file were unusable.',
    '',
  ].join('\n');
}

function commandHelp(command: Command): string {
  const options = [...command.options.map(option => ({ text: `--${option.name}${option.value ? ` ${option.value}` : ''}`, help: option.help })), { text: '--help', help: 'Shows this.' }];
  const width = Math.max(...options.map(option => option.text.length));
  return [`Usage: ${usage(command)} [OPTIONS]`, '', command.summary, '', ...options.map(option => `  ${option.text.padEnd(width)}  ${option.help}`), ''].join('\n');
}

const usage = (command: Command): string => ['glmm', command.name, ...command.operands].join(' ');
