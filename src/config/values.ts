import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { parseEmailAddress } from '../domain/email-address.ts';
import type { ReadContext } from './read-context.ts';
import { parseDuration, parseSize } from './units.ts';

// Every schema here says in `error` what was expected; what was found is added by `read-faults.ts`. `form` is how the
// reference in docs/configuration.md names the kind of value.

/** One line of text without control characters, so that it is safe in a header, a letter and a log. */
export function text(maxLength = 200): z.ZodType<string, string> {
  const error = `one line of text, 1 to ${maxLength} characters`;
  return z
    .string({ error })
    .refine((value) => value.trim() !== '' && value.length <= maxLength && !/\p{Cc}/u.test(value), { error })
    .meta({ form: 'text' });
}

/** A name that goes into file names and logs. */
export function slug(): z.ZodType<string, string> {
  const error = 'a short name of lower-case letters, digits and hyphens such as `shop-north`';
  return z
    .string({ error })
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, { error })
    .meta({ form: 'name' });
}

export function wholeNumber(min: number, max: number): z.ZodType<number, number> {
  const error = `a whole number from ${min} to ${max}`;
  return z
    .number({ error })
    .int({ error })
    .min(min, { error })
    .max(max, { error })
    .meta({ form: `number ${min}–${max}` });
}

/** A length in millimetres, on paper. */
export function millimetres(min: number, max: number): z.ZodType<number, number> {
  const error = `millimetres from ${min} to ${max}`;
  return z
    .number({ error })
    .min(min, { error })
    .max(max, { error })
    .meta({ form: `mm ${min}–${max}` });
}

export function yesOrNo(): z.ZodType<boolean, boolean> {
  return z.boolean({ error: 'true or false, without quotes' }).meta({ form: 'true or false' });
}

export function choice<const Words extends readonly [string, ...string[]]>(
  words: Words,
  why = '',
): z.ZodType<Words[number], Words[number]> {
  const named = words.map((word) => `\`${word}\``).join(' or ');
  return z.enum(words, { error: why === '' ? named : `${named} (${why})` }).meta({ form: named });
}

/** Milliseconds, written with a unit: a bare `600` could be seconds or minutes. */
export function duration(min: string, max: string): z.ZodType<number, string> {
  const error = `a duration with its unit from ${min} to ${max}, such as \`90s\`, \`5m\`, \`14h\` or \`30d\``;
  return z
    .string({ error })
    .transform((value, context) => {
      const parsed = parseDuration(value);
      if (
        parsed === null ||
        parsed < (parseDuration(min) ?? 0) ||
        parsed > (parseDuration(max) ?? Infinity)
      ) {
        context.addIssue({ code: 'custom', message: error });
        return z.NEVER;
      }
      return parsed;
    })
    .meta({ form: `duration ${min}–${max}` });
}

/** Bytes, written with a unit. */
export function size(min: string, max: string): z.ZodType<number, string> {
  const error = `a size with its unit from ${min} to ${max}, such as \`500KB\` or \`10MB\``;
  return z
    .string({ error })
    .transform((value, context) => {
      const parsed = parseSize(value);
      if (parsed === null || parsed < (parseSize(min) ?? 0) || parsed > (parseSize(max) ?? Infinity)) {
        context.addIssue({ code: 'custom', message: error });
        return z.NEVER;
      }
      return parsed;
    })
    .meta({ form: `size ${min}–${max}` });
}

/** An absolute path; the file or folder need not exist yet. */
export function path(read: ReadContext): z.ZodType<string, string> {
  const error = 'a path';
  return z
    .string({ error })
    .refine((value) => value.trim() !== '' && !value.includes('\0'), { error })
    .transform((value) => resolve(read.folder, value))
    .meta({ form: 'path' });
}

/** The absolute path of a file that is there and can be read. */
export function existingFile(read: ReadContext): z.ZodType<string, string> {
  return fileThat(read, 'the path of a file that exists and can be read', isReadableFile);
}

/** The absolute path of a PEM file: a wrong one would only show when the first connection fails. */
export function certificateFile(read: ReadContext): z.ZodType<string, string> {
  return fileThat(
    read,
    'the path of a PEM file with at least one certificate',
    (absolute) =>
      isReadableFile(absolute) && readFileSync(absolute, 'utf8').includes('-----BEGIN CERTIFICATE-----'),
  );
}

function fileThat(
  read: ReadContext,
  error: string,
  isFit: (absolute: string) => boolean,
): z.ZodType<string, string> {
  return z
    .string({ error })
    .transform((value, context) => {
      const absolute = resolve(read.folder, value);
      if (value.trim() !== '' && isFit(absolute)) return absolute;
      context.addIssue({ code: 'custom', message: error });
      return z.NEVER;
    })
    .meta({ form: 'file' });
}

function isReadableFile(absolute: string): boolean {
  try {
    accessSync(absolute, constants.R_OK);
    return statSync(absolute).isFile();
  } catch {
    return false;
  }
}

const LABEL = String.raw`[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?`;
const HOST_NAME = new RegExp(String.raw`^${LABEL}(?:\.${LABEL})*$`, 'i');

/** Whether it is a DNS name, in ASCII: what a certificate can be issued for. */
function isHostName(value: string): boolean {
  return value.length <= 253 && HOST_NAME.test(value) && isIP(value) === 0;
}

export function hostName(): z.ZodType<string, string> {
  const error = 'a host name such as `relay.example.de`, without scheme and port';
  return z.string({ error }).refine(isHostName, { error }).meta({ form: 'host name' });
}

export function hostNameOrIp(): z.ZodType<string, string> {
  const error = 'a host name such as `relay.example.de` or an IP address, without scheme and port';
  return z
    .string({ error })
    .refine((value) => isHostName(value) || isIP(value) !== 0, { error })
    .meta({ form: 'host name or IP address' });
}

/** An IP address, with a port where it is not 53: `192.0.2.1`, `192.0.2.1:5353`, `[2001:db8::1]:5353`. */
export function dnsServer(): z.ZodType<string, string> {
  const error = 'the IP address of a DNS server such as `127.0.0.1` or `[2001:db8::53]:5353`';
  return z.string({ error }).refine(isDnsServer, { error }).meta({ form: 'IP address, or with a port' });
}

function isDnsServer(value: string): boolean {
  if (isIP(value) !== 0) return true;
  const [, six, four, port] = /^(?:\[([^\]]+)\]|([\d.]+)):(\d{1,5})$/.exec(value) ?? [];
  const family = six === undefined ? 4 : 6;
  return isIP(six ?? four ?? '') === family && Number(port) >= 1 && Number(port) <= 65_535;
}

export function emailAddress(): z.ZodType<string, string> {
  const error = 'one plain e-mail address such as `post@example.de`';
  return z
    .string({ error })
    .refine((value) => parseEmailAddress(value)?.ascii === true, { error })
    .meta({ form: 'e-mail address' });
}

export function timeZone(): z.ZodType<string, string> {
  const error = 'a time zone of the IANA database such as `Europe/Berlin`';
  return z.string({ error }).refine(isTimeZone, { error }).meta({ form: 'time zone' });
}

function isTimeZone(value: string): boolean {
  // An offset such as `+01:00` is understood too, but knows no summer time.
  if (!/^[A-Za-z]/.test(value)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/**
 * A local time of day, `HH:MM`.
 *
 * @param from, until refuse times from the first up to before the second, because of `why`
 */
export function clockTime(from?: string, until?: string, why = ''): z.ZodType<string, string> {
  const refused = from === undefined ? '' : `, not from ${from} to ${until} (${why})`;
  const error = `a time of day such as \`"22:00"\`, in quotes${refused}`;
  return z
    .string({ error })
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error })
    .refine((value) => from === undefined || until === undefined || value < from || value >= until, { error })
    .meta({ form: 'time of day' });
}

/** An address that is reached over TLS only, without a login in it. */
export function httpsUrl(): z.ZodType<string, string> {
  const error = 'an address such as `https://hooks.example.de/postausgang`, without user and password (S4)';
  return z
    .string({ error })
    .refine((value) => isHttpsUrl(value), { error })
    .meta({ form: 'https address' });
}

function isHttpsUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return protocol === 'https:' && username === '' && password === '';
}

/** The value, or null where the key is left out or left empty: "not set" is one thing, not two. */
export function optional<Output, Input>(
  schema: z.ZodType<Output, Input>,
): z.ZodDefault<z.ZodNullable<z.ZodType<Output, Input>>> {
  return schema.nullable().default(null);
}
