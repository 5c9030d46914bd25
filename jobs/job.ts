import type { ExitCode } from '../src/domain/exit-code.ts';
import type { Parameters, ValuesOf } from './parameter.ts';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';
export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const satisfies readonly LogLevel[];

/** What a job gets besides its own operands and options. */
export interface JobContext {
  /** Absolute: from `--config`, else `POSTAUSGANG_CONFIG`, else `postausgang.yaml` in the current folder. */
  readonly configPath: string;
  /** From `--log-level`; null: as configured. */
  readonly logLevel: LogLevel | null;
  /** Whether a program reads the answer. */
  readonly json: boolean;
  /** Characters in a line of the terminal; Infinity when stdout is none. */
  readonly width: number;
  /** Aborted by SIGINT and SIGTERM: finish what is in flight, begin nothing new, end cleanly. */
  readonly signal: AbortSignal;
  /** Writes the answer to stdout: as JSON where it was asked for, else as the text that `forPeople` makes. */
  answer(value: unknown, forPeople: () => string): void;
}

export interface Example {
  /** Without the name of the program: `rerun --date 2026-11-23`. */
  readonly command: string;
  readonly explains: string;
}

/** A job as the shell starts it: values are parsed, but their types are known to the job alone. */
export interface Job {
  readonly name: string;
  readonly summary: string;
  readonly description: string | null;
  readonly operands: Parameters;
  readonly options: Parameters;
  readonly examples: readonly Example[];
  /** Whether it answers programs too: gives it `--json`. */
  readonly json: boolean;
  /** Started by other jobs, not by people: left out of the help. */
  readonly hidden: boolean;
  run(values: Readonly<Record<string, unknown>>, context: JobContext): Promise<ExitCode>;
}

export interface JobDefinition<Operands extends Parameters, Options extends Parameters> {
  readonly name: string;
  /** One line for the list of commands, without a full stop. */
  readonly summary: string;
  /** What it does and what it leaves alone; whole sentences. */
  readonly description?: string;
  readonly operands?: Operands;
  readonly options?: Options;
  readonly examples: readonly Example[];
  readonly json?: boolean;
  readonly hidden?: boolean;
  /**
   * Imports `src/app.ts` dynamically, so that `--help` and a mistyped command need not load databases and PDF tools.
   * @throws PostausgangError for everything that an operator can do something about
   */
  run(values: ValuesOf<Operands> & ValuesOf<Options>, context: JobContext): Promise<ExitCode>;
}

/** Ties a job's `run` to the types of its own operands and options. */
export function defineJob<Operands extends Parameters, Options extends Parameters>(
  definition: JobDefinition<Operands, Options>,
): Job {
  return {
    name: definition.name,
    summary: definition.summary,
    description: definition.description ?? null,
    operands: definition.operands ?? {},
    options: definition.options ?? {},
    examples: definition.examples,
    json: definition.json ?? false,
    hidden: definition.hidden ?? false,
    // The shell made the values with the very parameters that the type is derived from.
    run: (values, context) => definition.run(values as ValuesOf<Operands> & ValuesOf<Options>, context),
  };
}
