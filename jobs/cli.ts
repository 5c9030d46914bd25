import { resolve } from 'node:path';
import { Argument, Command, CommanderError, Option } from 'commander';
import { UsageError } from '../src/domain/errors.ts';
import { EXIT, exitCodeOf, type ExitCode } from '../src/domain/exit-code.ts';
import { LOG_LEVELS, type Job, type JobContext } from './job.ts';
import type { Parameter } from './parameter.ts';
import { tellError } from './tell-error.ts';

/** What the shell sees of the world. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly version: string;
  /** Characters in a line of the terminal; Infinity when stdout is none. */
  readonly width: number;
  readonly signal: AbortSignal;
  stdout(text: string): void;
  stderr(text: string): void;
}

/**
 * Understands a command line and runs the job that it names. Never throws: each failure is told on stderr and comes
 * back as the exit code.
 *
 * @param argv without node and script
 */
export async function runCli(
  argv: readonly string[],
  jobs: readonly Job[],
  world: Surroundings,
): Promise<ExitCode> {
  let code: ExitCode = EXIT.completed;
  const program = programOf(world);
  for (const job of jobs) {
    addJob(program, job, world, (result) => {
      code = result;
    });
  }
  try {
    if (argv.length === 0) {
      world.stderr(program.helpInformation());
      return EXIT.usage;
    }
    assertHelpKnown(argv, jobs);
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has told it already: help and version are a success, everything else is a mistake of usage.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.completed : EXIT.usage;
    world.stderr(tellError(error, world.env));
    return exitCodeOf(error);
  }
}

/** Commander prints the whole help for a command that it does not know, and does not say so. */
function assertHelpKnown([first, name]: readonly string[], jobs: readonly Job[]): void {
  if (first !== 'help' || name === undefined || name.startsWith('-') || name === 'help') return;
  if (jobs.some((job) => job.name === name)) return;
  const near = jobs.filter((job) => !job.hidden && isNear(job.name, name)).map((job) => `\`${job.name}\``);
  const hint = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
  throw new UsageError(`There is no command \`${name}\`.${hint}`);
}

/** One begins with the other, or they differ in a letter or two at the same places. */
function isNear(known: string, typed: string): boolean {
  if (known.startsWith(typed) || typed.startsWith(known)) return true;
  const differing = Array.from(known).filter((letter, index) => letter !== typed[index]).length;
  return Math.abs(known.length - typed.length) <= 1 && differing <= 2;
}

function programOf(world: Surroundings): Command {
  return new Command('postausgang')
    .description(
      'Outgoing mail of an insurer: e-mail over enforced TLS where the terms allow it, print files for everything else.',
    )
    .version(world.version, '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .option('--config <FILE>', 'configuration (default: $POSTAUSGANG_CONFIG, else ./postausgang.yaml)')
    .addOption(
      new Option('--log-level <LEVEL>', 'the least that is logged, instead of the configured one').choices(
        LOG_LEVELS,
      ),
    )
    .configureHelp({
      showGlobalOptions: true,
      ...(world.width === Infinity ? {} : { helpWidth: world.width }),
    })
    .configureOutput({
      writeOut: (text) => world.stdout(text),
      writeErr: (text) => world.stderr(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'postausgang: ')),
    })
    .showHelpAfterError('Try `postausgang --help`, or `postausgang help <command>`.')
    .exitOverride()
    .addHelpText('after', EXIT_CODES);
}

const EXIT_CODES = `
Exit codes:
  0   completed
  1   failed; run again after the cause is mended
  2   completed, but something is held or in doubt and needs a person
  3   already completed, there was nothing to do
  4   already running
  64  the command line was not understood
  78  the configuration is faulty
`;

function addJob(program: Command, job: Job, world: Surroundings, ended: (code: ExitCode) => void): void {
  const command = program
    .command(job.name, { hidden: job.hidden })
    .summary(job.summary)
    .description(descriptionOf(job));
  for (const [key, operand] of Object.entries(job.operands)) command.addArgument(argumentOf(key, operand));
  for (const [key, option] of Object.entries(job.options)) command.addOption(optionOf(key, option));
  if (job.json) command.option('--json', 'answer as JSON, for programs');
  command.addHelpText('after', examplesText(job));
  command.action(async () => {
    const operands = Object.entries(job.operands).map(([key, operand], index) => [
      key,
      command.processedArgs[index] ?? operand.fallback,
    ]);
    const given = command.optsWithGlobals();
    const options = Object.entries(job.options).map(([key, option]) => [key, given[key] ?? option.fallback]);
    ended(await job.run(Object.fromEntries([...operands, ...options]), contextOf(given, world)));
  });
}

function descriptionOf(job: Job): string {
  const sentence = `${job.summary.charAt(0).toUpperCase()}${job.summary.slice(1)}.`;
  return job.description === null ? sentence : `${sentence}\n\n${job.description}`;
}

function argumentOf(key: string, operand: Parameter<unknown>): Argument {
  const name = operand.placeholder ?? key;
  const written = {
    required: `<${name}>`,
    optional: `[${name}]`,
    several: `<${name}...>`,
    any: `[${name}...]`,
  }[operand.presence];
  const argument = new Argument(written, operand.summary);
  return argument.argParser((text, previous: unknown) => {
    const value = parsed(name, operand, text);
    return operand.presence === 'several' || operand.presence === 'any'
      ? [...((previous as readonly unknown[] | undefined) ?? []), value]
      : value;
  });
}

function optionOf(key: string, parameter: Parameter<unknown>): Option {
  const flag = `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const summary =
    parameter.fallbackText === null
      ? parameter.summary
      : `${parameter.summary} (default: ${parameter.fallbackText})`;
  if (parameter.placeholder === null) return new Option(flag, summary);
  return new Option(`${flag} <${parameter.placeholder}>`, summary)
    .makeOptionMandatory(parameter.presence === 'required')
    .argParser((text) => parsed(flag, parameter, text));
}

/** The message names the option, which its parser does not know. */
function parsed(name: string, parameter: Parameter<unknown>, text: string): unknown {
  try {
    return parameter.parse(text);
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`${name}: ${error.message}`) : error;
  }
}

function contextOf(given: Readonly<Record<string, unknown>>, world: Surroundings): JobContext {
  const named = [given['config'], world.env['POSTAUSGANG_CONFIG']].find(isNonEmptyText) ?? 'postausgang.yaml';
  const json = given['json'] === true;
  return {
    configPath: resolve(world.cwd, named),
    logLevel: LOG_LEVELS.find((level) => level === given['logLevel']) ?? null,
    json,
    width: world.width,
    signal: world.signal,
    answer: (value, forPeople) =>
      world.stdout(json ? `${JSON.stringify(value, null, 2)}\n` : `${forPeople()}\n`),
  };
}

/** An empty variable is one that is not set. */
function isNonEmptyText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function examplesText(job: Job): string {
  if (job.examples.length === 0) return '';
  const widest = Math.max(...job.examples.map((example) => example.command.length));
  const lines = job.examples.map(
    (example) => `  postausgang ${example.command.padEnd(widest)}  ${example.explains}`,
  );
  return `\nExamples:\n${lines.join('\n')}\n`;
}
