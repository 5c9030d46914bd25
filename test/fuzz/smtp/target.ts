import { setTimeout } from 'node:timers/promises';
import type { SmtpReply } from '../../../src/domain/delivery.ts';
import { createRelayRoute } from '../../../src/email/relay-route.ts';
import type { DeliveryResult, EmailRoute } from '../../../src/email/route.ts';
import { messageTo, recordingHooks, relayOptions, SECRET } from '../../email/relay-support.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { below, pick, type Random } from '../random.ts';
import {
  startHostileServer,
  withoutTlsRecords,
  type HostileRecord,
  type HostileServer,
  type ReceivedMessage,
} from './hostile-server.ts';
import { STAGES, USUAL, type SmtpFuzzScript, type Speech, type Stage } from './script.ts';

/** Long enough for a handshake on an idle machine; where it is not, that is an answer too. */
const IMPATIENT = { connect: 400, reply: 400, finalReply: 400 };
const NO_OUTCOME_AFTER = 60_000;

const WORDS = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  '250 ',
  '250-',
  '250',
  '354 ',
  '220 ',
  '421 ',
  '451 4.7.1 ',
  '550 5.1.1 ',
  '550 5.7.4 ',
  '999 ',
  '2500 ',
  '25',
  ' ',
  '-',
  '\xff\xfe',
  '\xc3\xa4',
  '5.1.1',
  '<anna@fault.example>',
  'STARTTLS',
  'AUTH PLAIN LOGIN',
  'SIZE 1',
  'SIZE -1',
  'SIZE 99999999999999999999',
  'SMTPUTF8',
  'REQUIRETLS',
  'queued as ',
  'more than once',
  '250 2.0.0 Ok\r\n',
  '250 2.0.0 Ok: queued as 1\r\n',
  '550 5.1.1 No\r\n',
  '354 Go on\r\n',
  'x'.repeat(2_000),
];

/**
 * Servers that say anything, at any moment, in any pieces: each delivery has an outcome, "accepted" is what the server said
 * after the whole message, nothing of it or of its envelope goes out in clear, and no reply is listened to for ever.
 */
export const SMTP_TARGET: FuzzTarget = {
  name: 'smtp',
  shortRuns: 12,
  open: async () => {
    const server = await startHostileServer();
    return {
      invent: (random) => Buffer.from(`${JSON.stringify(hostileScript(random))}\n`),
      judge: (input) => judge(server, JSON.parse(input.toString('utf8')) as SmtpFuzzScript),
      close: () => server.close(),
    };
  },
};

async function judge(server: HostileServer, script: SmtpFuzzScript): Promise<string> {
  const record = server.play(script);
  const mode = script.implicitTls === true ? 'tls' : 'starttls';
  const route = createRelayRoute(relayOptions(server.port, { mode, timeouts: IMPATIENT }));
  try {
    // The second one is given what is left of the first one's connection.
    const outcomes = [await delivered(route, script, record), await delivered(route, script, record)];
    return outcomes.join(', ');
  } finally {
    await route.close();
    assertNothingInClear(record);
  }
}

async function delivered(route: EmailRoute, script: SmtpFuzzScript, record: HostileRecord): Promise<string> {
  const message = messageTo('anna@fault.example');
  const hooks = recordingHooks();
  const earlier = record.messages.length;
  const slow = new AbortController();
  const result = await Promise.race([
    route.deliver(message, hooks),
    setTimeout(NO_OUTCOME_AFTER, null, { signal: slow.signal, ref: false }),
  ]);
  slow.abort();
  if (result === null) throw new Error('A delivery has no outcome.');
  if (record.endless) throw new Error('A reply without end was listened to.');
  const received = record.messages[earlier];
  assertProven(script, result, received, hooks.calls);
  return result.outcome.kind;
}

function assertProven(
  script: SmtpFuzzScript,
  { outcome }: DeliveryResult,
  received: ReceivedMessage | undefined,
  calls: readonly (string | SmtpReply)[],
): void {
  if ('reason' in outcome && outcome.reason.includes('anna'))
    throw new Error('The reason names the recipient (L8).');
  const later = received === undefined ? '' : repliesAfter354(received);
  if (outcome.kind === 'accepted') {
    // A server that goes ahead of itself, or says so as the message is on its way, cannot be told from one that has it.
    if (!later.includes('2') && !goesAhead(script))
      throw new Error('It counts as accepted, and the server never said so.');
    if (typeof calls.at(-1) !== 'object')
      throw new Error('It counts as accepted, and the journal was not told.');
  } else if (outcome.kind !== 'in_doubt' && received?.complete === true && !/[45]/.test(later)) {
    throw new Error(`It counts as ${outcome.kind}, and the server has it and never refused it.`);
  }
  if (received !== undefined && received.body.length > 2 && calls[0] !== 'body begun') {
    throw new Error('A body went out before the journal was told.');
  }
}

/** Whether it says 354 where it was not asked for the message. */
function goesAhead({ says }: SmtpFuzzScript): boolean {
  return Object.entries(says).some(
    ([stage, { chunks, again }]) => stage !== 'data' && `${chunks.join('')}${again ?? ''}`.includes('354'),
  );
}

/** First digits of the last lines of replies that were through only after the go-ahead was on its way. */
function repliesAfter354({ said, toldWith354 }: ReceivedMessage): string {
  return [...said.matchAll(/(?<=^|\n)([2-5])\d\d(?: [^\n]*)?\n/g)]
    .filter(({ index, 0: line }) => index + line.length > toldWith354)
    .map(([, digit]) => digit)
    .join('');
}

function assertNothingInClear({ beforeTls }: HostileRecord): void {
  const clear = withoutTlsRecords(beforeTls);
  if (/MAIL|RCPT|AUTH|DATA|@/i.test(clear) || clear.includes(SECRET)) {
    throw new Error(`Something of a message went out in clear text: ${JSON.stringify(clear.slice(0, 500))}`);
  }
}

function hostileScript(random: Random): SmtpFuzzScript {
  const says: Partial<Record<Stage, Speech>> = {};
  for (let count = 1 + below(random, 2); count > 0; count -= 1) {
    const stage = pick(random, STAGES);
    says[stage] = speechAt(stage, random);
  }
  return random() < 0.15 ? { implicitTls: true, says } : { says };
}

function speechAt(stage: Stage, random: Random): Speech {
  const usual = USUAL[stage];
  const kind = random();
  if (kind < 0.5)
    return {
      chunks: inPieces(
        mutateBytes(Buffer.from(usual, 'latin1'), random, WORDS, 3).toString('latin1'),
        random,
      ),
    };
  if (kind < 0.6) return { chunks: inPieces(`${100 + below(random, 899)} ${usual.slice(4)}`, random) };
  if (kind < 0.75) return { chunks: inPieces(usual + afterwards(random), random) };
  if (kind < 0.85)
    return {
      chunks: inPieces(usual.slice(0, below(random, usual.length)), random),
      ending: pick(random, ['fin', 'rst', 'silence'] as const),
    };
  const again = pick(random, [
    '250-more\r\n',
    '\r\n',
    '\n',
    'x',
    '250-',
    '250 2.0.0 Ok\r\n',
    '354 \r\n',
    '\0',
    '451-4.7.1 later\r\n',
  ]);
  return { chunks: random() < 0.5 ? [] : [usual], ending: random() < 0.6 ? 'flood' : 'drip', again };
}

/** Replies to what was not said yet: injected before TLS (RFC 3207 section 6, CVE-2011-0411), or by a server out of step. */
function afterwards(random: Random): string {
  return Array.from({ length: 1 + below(random, 6) }, () => USUAL[pick(random, STAGES)]).join('');
}

function inPieces(text: string, random: Random): readonly string[] {
  if (random() < 0.5) return [text];
  const at = below(random, text.length + 1);
  return [text.slice(0, at), ...inPieces(text.slice(at), random)];
}
