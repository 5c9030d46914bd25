import { isIP } from 'node:net';

/**
 * Whether a request names us: a page elsewhere can point its own name at this machine (DNS rebinding), and the browser
 * would then take it for the same site.
 *
 * @param header the `Host` header
 */
export function isOurHost(header: string | undefined, names: ReadonlySet<string>): boolean {
  const [, six, other] = /^(?:\[([\da-f:.]+)\]|([^:[\]/@\s]+))(?::\d{1,5})?$/i.exec(header ?? '') ?? [];
  const name = (six ?? other ?? '').toLowerCase();
  return names.has(name);
}

/** What it may be called: as configured, by the address that it listens at, and on this machine. */
export function ourNames(host: string, hostNames: readonly string[]): ReadonlySet<string> {
  const anywhere = host === '0.0.0.0' || host === '::';
  return new Set(
    ['localhost', '127.0.0.1', '::1', ...(anywhere || isIP(host) === 0 ? [] : [host]), ...hostNames].map(
      (name) => name.toLowerCase(),
    ),
  );
}
