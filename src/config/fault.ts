import { ConfigurationError } from '../domain/errors.ts';

/** One thing that is wrong in a configuration file. */
export interface Fault {
  /** Dotted path such as `email.relay.port`; empty for the file as a whole. */
  readonly path: string;
  /** Line in the file, counted from 1; of the nearest parent when the setting itself is missing. */
  readonly line: number | null;
  readonly expected: string;
  /** What stands there: its kind, and the value itself only where it cannot be a secret. */
  readonly found: string;
  /** What to do, or why it is refused. */
  readonly advice: string | null;
}

/** All faults of a configuration file at once, so that nobody mends them one start at a time (exit 78). */
export class FaultyConfigurationError extends ConfigurationError {
  readonly faults: readonly Fault[];

  constructor(file: string, faults: readonly Fault[]) {
    const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
    super(
      [`Configuration ${file}: ${count}. Nothing was started.`, ...faults.map(lineOf)].join('\n') +
        '\nEvery setting is described in docs/configuration.md.',
    );
    this.faults = faults;
  }
}

function lineOf(fault: Fault): string {
  const where = fault.path === '' ? 'the file' : fault.path;
  const line = fault.line === null ? '' : ` (line ${fault.line})`;
  const advice = fault.advice === null ? '' : ` ${fault.advice}`;
  return `  ${where}${line}: expected ${fault.expected}, found ${fault.found}.${advice}`;
}

/** Secrets end up in wrong places: below such a name nothing but the kind of a value is told. */
const SECRET_NAME = /password|passphrase|passwort|kennwort|secret|token|credential|(?<!host)keys?$/i;

/** Words, numbers and units; addresses, URLs and whatever looks random stay untold. */
const TELLABLE = /^[\w .:/+-]{1,32}$/;

/** Describes a value found at `path` so that it helps, and so that no secret is ever told. */
export function describeFound(path: readonly PropertyKey[], value: unknown): string {
  const secret = path.some((segment) => SECRET_NAME.test(String(segment)));
  if (value === undefined) return 'nothing';
  if (value === null) return 'nothing (the key stands there without a value)';
  if (Array.isArray(value))
    return value.length === 1 ? 'a list of 1 entry' : `a list of ${value.length} entries`;
  switch (typeof value) {
    case 'boolean':
    case 'number':
    case 'bigint':
      return secret ? `a ${typeof value}` : `${String(value)} (a ${typeof value})`;
    case 'string':
      if (value === '') return 'an empty text';
      return secret || !TELLABLE.test(value)
        ? `a text of ${value.length} characters`
        : `the text \`${value}\``;
    default:
      return 'a mapping';
  }
}
