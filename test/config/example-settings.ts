import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { FaultyConfigurationError, type Fault } from '../../src/config/fault.ts';
import { loadConfig, type Config, type LoadOptions } from '../../src/config/load-config.ts';

export type Settings = Record<string, unknown>;

/** The least that a configuration must say. */
export function leastSettings(): Settings {
  return {
    dataDir: 'data',
    core: { client: 'sqlite', file: 'core.sqlite' },
    ledger: { client: 'sqlite', file: 'ledger.sqlite' },
    email: {
      relay: { host: 'relay.example.de', port: 587, mode: 'starttls' },
      sender: { name: 'Musterversicherung', address: 'post@musterversicherung.example' },
      returnPath: 'bounce@musterversicherung.example',
      messageIdDomain: 'musterversicherung.example',
    },
    insurer: {
      name: 'Musterversicherung AG',
      senderLine: 'Musterversicherung AG · Musterstraße 1 · 20095 Hamburg',
      addressLines: ['Musterstraße 1', '20095 Hamburg'],
      revocationAddress: 'einwilligung@musterversicherung.example',
      imprintLines: ['Musterversicherung AG'],
      contactLines: ['service@musterversicherung.example'],
    },
    print: {
      profile: { id: 'shop-north', shopName: 'Druckerei Nord', handOver: { kind: 'folder', path: 'outbox' } },
    },
  };
}

/** The least settings with one of them replaced; `undefined` leaves it out. */
export function settingsWith(path: string, value: unknown): Settings {
  const settings = leastSettings();
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let section: Settings = settings;
  for (const key of keys) {
    section[key] ??= {};
    section = section[key] as Settings;
  }
  if (value === undefined) delete section[last];
  else section[last] = value;
  return settings;
}

/** A folder that vanishes with the test, and the ways to load from it. */
export class ConfigFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'postausgang-config-'));

  write(name: string, content: string | Settings, mode = 0o600): string {
    const file = join(this.path, name);
    writeFileSync(file, typeof content === 'string' ? content : stringify(content), { mode });
    return file;
  }

  load(content: string | Settings, options: LoadOptions = {}): Config {
    return loadConfig(this.write('postausgang.yaml', content), { env: {}, execArgv: [], ...options });
  }

  /** @throws when it loads without a fault. */
  error(content: string | Settings, options: LoadOptions = {}): FaultyConfigurationError {
    try {
      this.load(content, options);
    } catch (error) {
      if (error instanceof FaultyConfigurationError) return error;
      throw error;
    }
    throw new Error('Expected faults, but the configuration was loaded.');
  }

  faults(content: string | Settings, options: LoadOptions = {}): readonly Fault[] {
    return this.error(content, options).faults;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
