import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { stringify } from 'yaml';
import { FaultyConfigurationError } from '../../../src/config/fault.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { loadLetterRules } from '../../../src/config/load-letter-rules.ts';
import { ConfigurationError } from '../../../src/domain/errors.ts';
import { leastSettings, settingsWith } from '../../config/example-settings.ts';
import type { FuzzTarget, OpenTarget } from '../fuzz-target.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { withWrongValues, YAML_WORDS } from '../mutate-yaml.ts';
import { pick, type Random } from '../random.ts';

const TEMPLATES = join(import.meta.dirname, '../../../templates');
/** Whoever reads a message must never see one of these. */
const SECRETS = {
  CORE_DB_PASSWORD: 'Geheim-1-Tulpe',
  LEDGER_DB_PASSWORD: 'Geheim-2-Rose',
  RELAY_PASSWORD: 'Geheim-3-Nelke',
};
const IN_FILE = 'Geheim-4-Aster';
/** Typed where a reference belongs: it stands in the file, and still in no message. */
const INLINE = 'Geheim-5-Lilie';
/** An input that begins so is the shop's profile, which the configuration names; a comment to YAML. */
const PROFILE = '# profile\n';

const REFERENCES = [{ env: 'RELAY_PASSWORD' }, { env: 'NO_SUCH' }, { file: 'secret' }, { file: '.' }];
/** Somebody who does not know of references writes the secret itself. */
const INLINE_SECRETS = [INLINE, [INLINE], { password: INLINE }, INLINE, [INLINE], { key: INLINE }];
const WORDS = ['{ env: RELAY_PASSWORD }', '{ file: secret }', '{ env: NO_SUCH }', '{ file: . }'];

/** Configurations and shop profiles with faults: loaded, or refused with the path of each fault and no secret. */
export const CONFIG_TARGET: FuzzTarget = {
  name: 'config',
  shortRuns: 12,
  // A process loads one configuration; a thousand, each with a schema of its own, are collected late.
  mostMegabytes: 1024,
  open: () => Promise.resolve(new ConfigTarget()),
};

class ConfigTarget implements OpenTarget {
  readonly #folder = mkdtempSync(join(tmpdir(), 'postausgang-fuzz-'));
  readonly #bases = [
    readFileSync(join(TEMPLATES, 'postausgang.example.yaml'), 'utf8'),
    stringify(leastSettings()),
  ];
  readonly #profiles = ['at', 'de-din5008-b-datamatrix', 'plain'].map((name) =>
    readFileSync(join(TEMPLATES, 'shops', `${name}.yaml`), 'utf8'),
  );

  constructor() {
    writeFileSync(join(this.#folder, 'secret'), IN_FILE, { mode: 0o600 });
    writeFileSync(
      join(this.#folder, 'main.yaml'),
      stringify(settingsWith('print', { profileFile: 'shop.yaml' })),
    );
  }

  invent(random: Random): Buffer {
    const isProfile = random() < 0.35;
    const base = pick(random, isProfile ? this.#profiles : this.#bases);
    const faulty =
      random() < 0.6
        ? Buffer.from(withWrongValues(base, random, valuesFor))
        : mutateBytes(Buffer.from(base), random, [...YAML_WORDS, ...WORDS]);
    return isProfile ? Buffer.concat([Buffer.from(PROFILE), faulty]) : faulty;
  }

  judge(input: Buffer): string {
    const isProfile = input.subarray(0, PROFILE.length).toString('latin1') === PROFILE;
    writeFileSync(join(this.#folder, isProfile ? 'shop.yaml' : 'postausgang.yaml'), input);
    const answer = this.#answer(() =>
      loadConfig(join(this.#folder, isProfile ? 'main.yaml' : 'postausgang.yaml'), {
        env: SECRETS,
        execArgv: [],
      }),
    );
    if (!isProfile) return answer;
    return `profile ${answer}, rules ${this.#answer(() => loadLetterRules('shop.yaml', this.#folder))}`;
  }

  close(): Promise<void> {
    rmSync(this.#folder, { recursive: true });
    return Promise.resolve();
  }

  #answer(load: () => unknown): string {
    try {
      const loaded = load();
      assertSilent(`${inspect(loaded, { depth: null })} ${JSON.stringify(loaded)}`);
      return 'loaded';
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      assertSilent(`${error.message} ${inspect(error, { depth: null })}`);
      if (error instanceof FaultyConfigurationError) {
        const [first] = error.faults;
        if (first === undefined) throw new Error('It is refused without a fault.', { cause: error });
      }
      return 'refused';
    }
  }
}

function valuesFor(key: string): readonly unknown[] {
  return /password|secret|token|(?<!host)keys?$/i.test(key) ? [...REFERENCES, ...INLINE_SECRETS] : REFERENCES;
}

function assertSilent(said: string): void {
  for (const secret of [...Object.values(SECRETS), IN_FILE, INLINE]) {
    if (said.includes(secret)) throw new Error('A secret is told.');
  }
}
