import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '../domain/errors.ts';
import type { ConfigWarning, ReadContext } from './read-context.ts';
import { Secret } from './secret.ts';

/** More than any password or key: somebody named the wrong file. */
const MAX_SECRET_BYTES = 65_536;

const HOW = 'a reference to a secret, `{ env: NAME }` or `{ file: path }`';

const environmentName = z.string().regex(/^[A-Za-z_]\w*$/, 'the name of an environment variable');

type Reference = { env: string } | { file: string };

/**
 * A secret by reference: the configuration file is backed up, mailed and pasted into tickets, so it must never hold
 * one. Read once, at start, so that a missing secret stops the job before anything was done.
 */
export function secret(read: ReadContext): z.ZodType<Secret, Reference> {
  const byEnvironment = z.strictObject({ env: environmentName });
  const byFile = z.strictObject({ file: z.string().min(1) });
  return z
    .union([byEnvironment, byFile], {
      error: (issue) =>
        typeof issue.input === 'string' || typeof issue.input === 'number'
          ? `${HOW}; a secret never stands in this file, and one that stood here should be changed`
          : HOW,
    })
    .transform((reference, context) => {
      const found =
        'env' in reference ? fromEnvironment(reference.env, read) : fromFile(reference.file, read);
      if (typeof found === 'string') {
        context.addIssue({ code: 'custom', message: found });
        return z.NEVER;
      }
      return found;
    })
    .meta({ form: 'secret: `{ env: NAME }` or `{ file: path }`' });
}

/** Where a secret is to be found; a file's path is absolute. */
export type SecretReference = Reference;

/** The same, named here and read by `readSecret` when it is needed: other jobs need not be able to read it. */
export function secretReference(read: ReadContext): z.ZodType<SecretReference, Reference> {
  const byEnvironment = z.strictObject({ env: environmentName });
  const byFile = z.strictObject({ file: z.string().min(1) });
  return z
    .union([byEnvironment, byFile], { error: HOW })
    .transform((reference) =>
      'env' in reference ? reference : { file: resolve(read.folder, reference.file) },
    )
    .meta({ form: 'secret: `{ env: NAME }` or `{ file: path }`' });
}

/** @param where names the setting in the message @throws ConfigurationError */
export function readSecret(
  reference: Readonly<SecretReference>,
  where: string,
  env: ReadContext['env'],
  warn: ReadContext['warn'] = () => undefined,
): Secret {
  const read = { folder: '/', env, warn };
  const found = 'env' in reference ? fromEnvironment(reference.env, read) : fromFile(reference.file, read);
  if (typeof found === 'string') throw new ConfigurationError(`${where}: expected ${found}.`);
  return found;
}

/** The secret, or what was expected instead. */
function fromEnvironment(name: string, read: ReadContext): Secret | string {
  const value = read.env[name];
  if (value === undefined || value === '') {
    return `the environment variable ${name} to be set (it is ${value === undefined ? 'not set' : 'empty'})`;
  }
  return new Secret(value);
}

function fromFile(file: string, read: ReadContext): Secret | string {
  const absolute = resolve(read.folder, file);
  try {
    const { mode, size } = statSync(absolute);
    if (size > MAX_SECRET_BYTES) return `a secret file of at most ${MAX_SECRET_BYTES} bytes (it has ${size})`;
    // One line end belongs to the editor, not to the secret.
    const value = readFileSync(absolute, 'utf8').replace(/\r?\n$/, '');
    if (value === '') return 'a secret file with something in it (it is empty)';
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) read.warn(readableByOthers(absolute, mode));
    return new Secret(value);
  } catch (error) {
    return `a secret file that can be read (${systemCode(error)})`;
  }
}

function readableByOthers(file: string, fileMode: number): ConfigWarning {
  const mode = (fileMode & 0o777).toString(8).padStart(4, '0');
  return {
    code: 'secret_readable_by_others',
    file,
    mode,
    message: `The secret file ${file} can be read by others (mode ${mode}): run chmod 0600 on it.`,
  };
}

function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'unreadable';
}
