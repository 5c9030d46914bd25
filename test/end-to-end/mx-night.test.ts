import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explain, explanationText, openApp, runNight } from '../../src/app.ts';
import { issueCertificate } from '../../src/demo/certificates.ts';
import type { Fault } from '../../src/demo/smtp-script.ts';
import { startSmtpServer } from '../../src/demo/smtp-server.ts';
import type { SmtpServer } from '../../src/demo/smtp-server.ts';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { EXIT } from '../../src/domain/exit-code.ts';
import { tlsaOf } from '../email/mx/tlsa-support.ts';
import { a, mx, startDnsServer, tlsa, txt } from '../support/dns-server.ts';
import type { DnsTestServer } from '../support/dns-server.ts';
import { smallLetter } from '../support/small-core.ts';
import { createSmallInsurer, type SmallInsurer } from '../support/small-insurer.ts';

const DATE = parseBusinessDate('2026-11-23');
const MX = 'mx.anbieter.example';

/** Document by document: where it goes, what becomes of it, and what its server proved. */
const DOCUMENTS: readonly (readonly [
  id: string,
  domain: string,
  state: string,
  level: string | null,
  fault?: Fault,
])[] = [
  ['D-DANE', 'dane.example', 'emailed', 'dane'],
  ['D-STS', 'sts.example', 'emailed', 'mta-sts'],
  ['D-PLAIN', 'schlicht.example', 'emailed', 'verified'],
  [
    'D-GREY',
    'grau.example',
    'emailed',
    'verified',
    { at: 'rcpt', does: { reply: '451 4.7.1 Later' }, times: 1 },
  ],
  ['D-FAKE', 'gefaelscht.example', 'handed_over', null],
  ['D-BARE', 'ohne-tls.example', 'handed_over', null],
  ['D-GONE', 'nirgends.example', 'handed_over', null],
  [
    'D-UNKNOWN',
    'unbekannt.example',
    'handed_over',
    'verified',
    { at: 'rcpt', does: { reply: '550 5.1.1 No such user' } },
  ],
  ['D-DROP', 'abbruch.example', 'in_doubt', 'verified', { at: 'stored', does: { drop: 'fin' } }],
];

const { privateKey } = generateKeyPairSync('ed25519');
const dkimKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const published = createPublicKey(dkimKey).export({ type: 'spki', format: 'der' }).subarray(-32);

let dns: DnsTestServer;
let insurer: SmallInsurer;
let bare: SmtpServer;
let exitCode: number;

beforeAll(async () => {
  dns = await startDnsServer({});
  const pdf = await smallLetter('letter', 1);
  insurer = await createSmallInsurer({
    mx: { host: MX, dns: dns.address, dkimKey },
    domains: Object.fromEntries(
      DOCUMENTS.flatMap(([, domain, , , fault]) => (fault === undefined ? [] : [[domain, fault] as const])),
    ),
    rows: DOCUMENTS.map(([id, domain]) => ({
      document_id: id,
      policyholder_id: `P-${id}`,
      recipient_id: `P-${id}`,
      recipient_postal_code: '10115',
      email_address: `kunde@${domain}`,
      preferred_contact: 'email',
      consent_given_on: '2025-01-01',
      pdf_content: pdf,
    })),
  });
  bare = await startSmtpServer({
    address: '127.0.0.2',
    port: insurer.smtpPort,
    tls: issueCertificate(null, { names: ['bar.example'] }),
    startTls: 'not offered',
  });
  fillZone();
  knowPolicy();
  exitCode = await night();
}, 120_000);

afterAll(async () => {
  await bare.close();
  await dns.close();
  await insurer.close();
});

function fillZone(): void {
  const authority = new X509Certificate(readFileSync(join(insurer.directory, 'ca.pem')));
  const otherKey = new X509Certificate(issueCertificate(null, { names: [MX] }).cert);
  const records = `_${insurer.smtpPort}._tcp`;
  for (const [, domain] of DOCUMENTS) {
    if (domain !== 'nirgends.example') dns.zone[`MX ${domain}`] = { answers: [mx(domain, MX)] };
  }
  Object.assign(dns.zone, {
    [`A ${MX}`]: { answers: [a(MX)], secure: true },
    'MX ohne-tls.example': { answers: [mx('ohne-tls.example', 'bar.example')] },
    'A bar.example': { answers: [a('bar.example', '127.0.0.2')] },
    // Signed, with the authority itself in the record; and the same with somebody else's key.
    'MX dane.example': { answers: [mx('dane.example', MX)], secure: true },
    'MX gefaelscht.example': { answers: [mx('gefaelscht.example', 'mx.gefaelscht.example')], secure: true },
  });
  for (const [host, certificate] of [
    [MX, authority],
    ['mx.gefaelscht.example', otherKey],
  ] as const) {
    dns.zone[`A ${host}`] = { answers: [a(host)], secure: true };
    const name = `${records}.${host}`;
    const form = { usage: certificate === authority ? 2 : 3, selector: 0, matchingType: 0 };
    dns.zone[`TLSA ${name}`] = { answers: [tlsa(name, tlsaOf(certificate, form))], secure: true };
  }
}

/** A policy from an earlier night; tonight its TXT record is gone, and yet it counts. */
function knowPolicy(): void {
  const expires = new Date(Date.now() + 86_400_000).toISOString();
  const policy = { id: '2026', version: 'STSv1', mode: 'enforce', mx: [MX], maxAge: 86_400, expires };
  insurer.sql(
    'INSERT INTO mta_sts_policy VALUES (?, ?, ?, ?, ?, ?)',
    'sts.example',
    '2026',
    'enforce',
    JSON.stringify(policy),
    expires,
    expires,
  );
}

async function night(kind: 'nightly' | 'rerun' = 'nightly'): Promise<number> {
  const app = await openApp({
    configPath: insurer.configPath,
    logStream: new Writable({ write: (_c, _e, done) => done() }),
  });
  try {
    const { exitCode: code } = await runNight(app, { kind, date: DATE, stop: new AbortController().signal });
    return code;
  } finally {
    await app.close();
  }
}

describe('a night by route mx', () => {
  it('brings each document to its end by one channel, and says that one is in doubt', () => {
    expect(exitCode).toBe(EXIT.completedWithOpen);
    const states = insurer.sql("SELECT document_id, state FROM dispatch WHERE purpose = 'document'");
    expect(Object.fromEntries(states.map(({ document_id, state }) => [String(document_id), state]))).toEqual(
      Object.fromEntries(DOCUMENTS.map(([id, , state]) => [id, state])),
    );
  });

  it('hands over one copy of each e-mail, and prints what no e-mail could take', async () => {
    const received = await insurer.received();
    const taken = DOCUMENTS.filter(([, , state]) => state !== 'handed_over');
    expect(Object.fromEntries(received)).toEqual(
      Object.fromEntries(taken.map(([, domain]) => [`kunde@${domain}`, 1])),
    );
    const printed = JSON.stringify(await insurer.printed());
    for (const [id, , state] of DOCUMENTS) expect(printed.includes(`"${id}"`)).toBe(state === 'handed_over');
    expect(bare.record.clearText).not.toMatch(/MAIL|RCPT|@/u);
  });

  it('records what each destination proved, and tells it with explain', async () => {
    const rows = insurer.sql(
      'SELECT d.document_id, a.evidence FROM attempt a JOIN dispatch d ON d.id = a.dispatch_id ORDER BY a.number',
    );
    const levels = Object.fromEntries(
      rows.map(({ document_id, evidence }) => [
        String(document_id),
        (JSON.parse(String(evidence)) as { destination: { level: string | null } }).destination.level,
      ]),
    );
    expect(levels).toEqual(Object.fromEntries(DOCUMENTS.map(([id, , , level]) => [id, level])));
    const app = await openApp({ configPath: insurer.configPath });
    try {
      const told = explanationText(await explain(app, 'D-STS'), 'Europe/Berlin');
      expect(told).toMatch(/Proven: +MTA-STS.*policy 2026/u);
      expect(explanationText(await explain(app, 'D-FAKE'), 'Europe/Berlin')).toMatch(/Passed over: .*DANE/u);
    } finally {
      await app.close();
    }
  });

  it('S3: marks the domains without sufficient TLS, and only them; suppresses the dead address', () => {
    const marked = insurer.sql('SELECT domain FROM recipient_domain ORDER BY domain');
    expect(marked.map(({ domain }) => domain)).toEqual(['gefaelscht.example', 'ohne-tls.example']);
    expect(insurer.sql('SELECT * FROM suppressed_address')).toHaveLength(2);
  });

  it('signs every message so that anybody can verify it (DKIM)', async () => {
    const name = 'pa._domainkey.versicherung.example';
    const record = txt(name, `v=DKIM1; k=ed25519; p=${published.toString('base64')}`);
    const resolver = (asked: string): Promise<string[][]> => {
      expect(asked).toBe(name);
      return Promise.resolve([(record as { data: string[] }).data]);
    };
    const files = readdirSync(insurer.receivedDirectory).filter((file) => file.endsWith('.eml'));
    expect(files).toHaveLength(5);
    for (const file of files) {
      const { results } = await dkimVerify(readFileSync(join(insurer.receivedDirectory, file)), { resolver });
      expect(results.map(({ status }) => status.result)).toEqual(['pass']);
    }
  });

  it('sends nothing twice when it is run again', async () => {
    const before = await insurer.received();
    await night('rerun');
    expect(await insurer.received()).toEqual(before);
  });
});
