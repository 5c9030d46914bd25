import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PrivateKey } from 'openpgp';
import { createAuthority, issueCertificate, type ServerCertificate } from '../demo/certificates.ts';
import { Database } from '../ledger/database.ts';
import { migrate } from '../ledger/migrate.ts';
import { TrialClock } from './clock.ts';
import { addressOf, BLOCKS, EARLIER, TONIGHT, type Part } from './documents.ts';
import { BEGINNINGS, type TrialPlan } from './plan.ts';
import type { Cast } from './player-process.ts';
import { readRelayRecord, RehearsedRelay } from './rehearsed-relay.ts';
import { RehearsedShop, readShopKey, shopKeys } from './rehearsed-shop.ts';
import { deliverReturns, type ReturnedMail } from './returned-mail.ts';
import { addToScratchCore, createScratchCore } from './scratch-core.ts';
import { scratchConfiguration, type ScratchOptions } from './scratch-configuration.ts';

type Season = 'autumn' | 'spring';

const EVENING_BEFORE: Readonly<Record<Season, { readonly at: string; readonly date: string }>> = {
  autumn: { at: '2026-10-23T20:00:00Z', date: '2026-10-23' },
  spring: { at: '2027-03-26T21:00:00Z', date: '2027-03-26' },
};

const FOLDERS = ['outbox', 'inbox', 'bounces/new', 'bounces/cur', 'bounces/tmp'] as const;

/** One trial's insurer, relay and letter shop, ready for the night. */
export interface Scene {
  readonly directory: string;
  readonly configuration: string;
  readonly clock: TrialClock;
  readonly relay: RehearsedRelay;
  readonly shop: RehearsedShop;
}

/**
 * Everything that trials have in common: keys, certificates, and an insurer that has had one night without any fault.
 * Each trial works on a copy.
 */
export class Stage {
  readonly #directory: string;
  readonly #cast: Cast;
  readonly #certificate: ServerCertificate;
  readonly #shopKey: PrivateKey;
  readonly #templates = new Map<Season, Promise<string>>();

  private constructor(directory: string, cast: Cast, certificate: ServerCertificate, shopKey: PrivateKey) {
    this.#directory = directory;
    this.#cast = cast;
    this.#certificate = certificate;
    this.#shopKey = shopKey;
  }

  static async build(directory: string, cast: Cast): Promise<Stage> {
    const common = join(directory, 'common');
    mkdirSync(common, { recursive: true });
    const authority = createAuthority('Authority of the rehearsal');
    writeFileSync(join(common, 'ca.pem'), authority.certificate);
    writeFileSync(join(common, 'return-path.key'), 'k'.repeat(64), { mode: 0o600 });
    const { publicKey, privateKey } = await shopKeys();
    writeFileSync(join(common, 'shop.asc'), publicKey);
    createScratchCore(join(common, 'core.sqlite'));
    await addToScratchCore(join(common, 'core.sqlite'), EARLIER, []);
    const ledger = new Database({ client: 'sqlite', file: join(common, 'ledger.sqlite') });
    await migrate(ledger);
    await ledger.close();
    const certificate = issueCertificate(authority, { names: ['localhost'] });
    return new Stage(directory, cast, certificate, await readShopKey(privateKey));
  }

  /** @param directory is made; whoever asked removes it */
  async set(directory: string, plan: TrialPlan): Promise<Scene> {
    const { season, at } = BEGINNINGS[plan.beginning];
    cpSync(await this.#template(season), directory, { recursive: true });
    const clock = new TrialClock(join(directory, 'clock'));
    clock.set(new Date(at));
    const received = join(directory, 'received');
    deliverReturns(join(directory, 'bounces'), plan.returns, sentBefore(received));
    const relay = new RehearsedRelay(received, this.#certificate, plan.relay);
    const configuration = writeConfiguration(directory, { ...plan, relayPort: await relay.open() });
    const places = { outbox: join(directory, 'outbox'), inbox: join(directory, 'inbox') };
    const shop = new RehearsedShop({ ...places, key: this.#shopKey }, plan.shop, () => clock.now());
    // What the evening before left in clear; tonight's may have to be encrypted.
    await shop.collect();
    if (plan.encrypted) shop.wantEncrypted();
    return { directory, configuration, clock, relay, shop };
  }

  #template(season: Season): Promise<string> {
    const known = this.#templates.get(season) ?? this.#build(season);
    this.#templates.set(season, known);
    return known;
  }

  /** The evening before, without a fault. */
  async #build(season: Season): Promise<string> {
    const directory = join(this.#directory, season);
    cpSync(join(this.#directory, 'common'), directory, { recursive: true });
    for (const folder of FOLDERS) mkdirSync(join(directory, folder), { recursive: true });
    const { at, date } = EVENING_BEFORE[season];
    const clock = new TrialClock(join(directory, 'clock'));
    clock.set(new Date(at));
    const quiet = { greylists: false, dropsStored: [], dropsLost: [], outage: 'none' } as const;
    const relay = new RehearsedRelay(join(directory, 'received'), this.#certificate, quiet);
    const player = await this.#cast.take();
    try {
      const configuration = writeConfiguration(directory, {
        relayPort: await relay.open(),
        encrypted: false,
        ownLetters: false,
      });
      const argv = ['nightly', '--date', date, '--config', configuration];
      const { exitCode, stderr } = await player.perform({ argv, faults: [], clockFile: clock.file });
      if (exitCode !== 0 && exitCode !== 2)
        throw new Error(`The evening before the rehearsal ended with ${exitCode ?? 'its death'}: ${stderr}`);
    } finally {
      this.#cast.giveBack(player);
      await relay.close();
    }
    await addToScratchCore(join(directory, 'core.sqlite'), TONIGHT, BLOCKS);
    return directory;
  }
}

/** Whose e-mails of the evening before come back, by the relay's record: only it knows the return path. */
function sentBefore(received: string): ReturnedMail {
  const addressOfPart = (part: Part): string => {
    const document = EARLIER.find((each) => each.part === part);
    return document === undefined ? '' : addressOf(document);
  };
  const genuineAbout = addressOfPart('returned');
  const sent = readRelayRecord(received).messages.find(
    ({ acceptance }) => acceptance.recipient === genuineAbout,
  );
  if (sent === undefined)
    throw new Error(`The evening before the rehearsal sent nothing to ${genuineAbout}.`);
  return { genuineTo: sent.acceptance.sender, genuineAbout, forgedAbout: addressOfPart('defamed') };
}

function writeConfiguration(directory: string, options: ScratchOptions): string {
  const file = join(directory, 'postausgang.yaml');
  writeFileSync(file, scratchConfiguration(options));
  return file;
}
