import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression, as the package states it. */
  readonly licence: string;
}

interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
}

/** What ships: every package that the lock file names for running, development tools left out. */
export function runtimePackages(): readonly InstalledPackage[] {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, LockedPackage>>;
  };
  const found = new Map<string, InstalledPackage>();
  for (const [path, locked] of Object.entries(lock.packages)) {
    if (path === '' || locked.dev === true) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const version = locked.version ?? '';
    found.set(`${name}@${version}`, { name, version, licence: locked.license ?? statedIn(path) });
  }
  return [...found.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** The lock file leaves out what a package states in the form of before 2015. */
function statedIn(path: string): string {
  const file = join(ROOT, path, 'package.json');
  if (!existsSync(file)) return 'unknown';
  const { licenses } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly licenses?: readonly { readonly type: string }[];
  };
  return licenses?.map(({ type }) => type).join(' OR ') ?? 'unknown';
}

/** The list for people, as docs/licences.md holds it. */
export function licenceTable(packages: readonly InstalledPackage[]): string {
  const rows = packages.map(({ name, version, licence }) => `${name} ${version}: ${licence}`);
  return rows.map((row) => `- ${row}`).join('\n');
}
