import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { Database } from '../../../src/ledger/database.ts';
import { migrate } from '../../../src/ledger/migrate.ts';
import { prepareCore, WRITE_BACK } from './core.ts';
import { MOST_DIFFERENT, nightLetters, type NightLetters } from './letters.ts';

/** An insurer on disk, ready for its night. */
export interface NightInsurer {
  readonly directory: string;
  readonly core: string;
  readonly ledger: string;
  readonly outbox: string;
  readonly configuration: string;
  readonly letters: NightLetters;
}

/** Fewer than there are different letters, so that none stands twice in one print file. */
const MOST_MAILPIECES = MOST_DIFFERENT * 0.9;

export async function prepareInsurer(
  documents: number,
  relay: { readonly port: number; readonly ca: string; readonly connections: number },
  root = 'bench-data/night',
): Promise<NightInsurer> {
  const directory = resolve(root, String(documents));
  const paths = {
    directory,
    core: join(directory, 'core.sqlite'),
    ledger: join(directory, 'night', 'ledger.sqlite'),
    outbox: join(directory, 'night', 'outbox'),
    configuration: join(directory, 'night', 'postausgang.yaml'),
  };
  await rm(join(directory, 'night'), { recursive: true, force: true });
  await mkdir(paths.outbox, { recursive: true, mode: 0o700 });
  const letters = await nightLetters(documents);
  prepareCore(paths.core, documents, letters);
  await writeFile(join(directory, 'night', 'ca.pem'), relay.ca);
  await writeFile(paths.configuration, stringify(configuration(relay)));
  const ledger = new Database({ client: 'sqlite', file: paths.ledger });
  await migrate(ledger);
  await ledger.close();
  return { ...paths, letters };
}

/** As the example configuration has it, with the marks that most German shops ask for. */
function configuration({
  port,
  connections,
}: {
  readonly port: number;
  readonly connections: number;
}): object {
  return {
    timeZone: 'Europe/Berlin',
    dataDir: 'data',
    core: {
      client: 'sqlite',
      file: '../core.sqlite',
      contractLookup: { view: 'contract_holder' },
      writeBack: { statement: WRITE_BACK },
    },
    ledger: { client: 'sqlite', file: 'ledger.sqlite' },
    email: {
      relay: { host: 'localhost', port, mode: 'starttls', servername: 'sink.example', caFile: 'ca.pem' },
      sender: { name: 'Beispiel Versicherung', address: 'post@versicherung.example' },
      returnPath: 'bounce@versicherung.example',
      messageIdDomain: 'versicherung.example',
      connections,
    },
    insurer: {
      name: 'Beispiel Versicherung AG',
      senderLine: 'Beispiel Versicherung AG · Postfach 1 · 50667 Köln',
      addressLines: ['Beispiel Versicherung AG', 'Postfach 1', '50667 Köln'],
      revocationAddress: 'einwilligung@versicherung.example',
      imprintLines: ['Beispiel Versicherung AG, Köln'],
      contactLines: ['0221 000000'],
    },
    print: {
      profile: {
        id: 'shop',
        shopName: 'Druckerei Nord GmbH',
        limits: { maxMailpieces: MOST_MAILPIECES },
        marks: {
          kind: 'datamatrix',
          x: 4.5,
          y: 168,
          module: 0.5,
          fields: [
            { field: 'printFile' },
            { field: 'mailpiece', length: 6 },
            { field: 'sheet', length: 3 },
            { field: 'sheets', length: 3 },
            { field: 'endOfSet' },
          ],
        },
        handOver: { kind: 'folder', path: 'outbox' },
        fourEyes: false,
        secrecyUndertaking: true,
        processingAgreement: true,
      },
    },
    log: { file: 'postausgang.log' },
  };
}
