import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { buildMessage, type MessageInput } from '../../../src/email/message.ts';
import { InsurerEmail } from '../../../src/email/email-words.ts';
import { releaseMessage } from '../../../src/email/message-memory.ts';
import { createRelayRoute } from '../../../src/email/relay-route.ts';
import { Journal } from '../../../src/log/journal.ts';

export type SenderPath = 'pool' | 'ours' | 'ours without journal';

/** What one process of the bench sends, and how. */
export interface SenderOrder {
  /** `pool`: nodemailer's; `ours`: with the journal; `ours without journal`: what the pool does, no more. */
  readonly path: SenderPath;
  readonly port: number;
  readonly ca: string;
  readonly connections: number;
  readonly messages: number;
  /** Messages sent before the clock starts: handshakes and the compiler are not what is measured. */
  readonly warmUp: number;
}

/** What it measured. */
export interface SenderResult {
  readonly seconds: number;
  /** User and system time of the sending process, in seconds. */
  readonly cpuSeconds: number;
  /** Resident memory (bytes) after the warm-up, at its highest and at the end. */
  readonly rss: { readonly first: number; readonly highest: number; readonly last: number };
}

const HOST = 'sink.example';
const PDF = Buffer.alloc(100_000, '%PDF-1.7 0123456789 abcdefghijklmnopqrstuvwxyz');
const IMPRINT = ['Musterversicherung AG', 'Amtsgericht Mannheim HRB 4711'];
const INSURER = {
  name: 'Musterversicherung AG',
  revocationAddress: 'einwilligung@versicherung.example',
  imprintLines: IMPRINT,
};

function inputOf(index: number): MessageInput {
  return {
    messageId: `<${index}.bench@versicherung.example>`,
    date: new Date('2026-11-23T22:15:00Z'),
    from: { name: 'Musterversicherung AG', address: 'post@versicherung.example' },
    to: `kunde${index}@mail.example`,
    category: 'premium_invoice',
    jurisdiction: 'DE',
    recipientName: `Frau\nDr. Änne Müller-${index}`,
    documentTitle: 'Beitragsrechnung 2027',
    pdf: PDF,
    attachmentName: 'Beitragsrechnung 2027.pdf',
    insurer: INSURER,
  };
}

type Send = (index: number) => Promise<void>;

/** nodemailer as its documentation shows it, with TLS demanded; the words are rendered once, in its favour. */
function pool(order: SenderOrder): { send: Send; close: () => Promise<void> } {
  const transport = createTransport({
    pool: true,
    host: '127.0.0.1',
    port: order.port,
    secure: false,
    requireTLS: true,
    maxConnections: order.connections,
    maxMessages: Infinity,
    tls: { ca: order.ca, servername: HOST, minVersion: 'TLSv1.2' },
  });
  const value = { text: 'Guten Tag', html: 'Guten Tag' };
  const insurer = { revocationAddress: value, serviceUrl: value, paperNotice: value, insurer: value };
  const { subject, ...forms } = new InsurerEmail('premium_invoice', 'DE', insurer, IMPRINT).words({
    salutation: value,
    attachment: value,
    size: value,
  });
  const words = {
    subject,
    text: forms.text.map((passage) => passage.words).join(''),
    html: forms.html.map((passage) => passage.words).join(''),
  };
  return {
    send: async (index) => {
      await transport.sendMail({
        from: 'Musterversicherung AG <post@versicherung.example>',
        to: `kunde${index}@mail.example`,
        ...words,
        attachments: [
          { filename: 'Beitragsrechnung 2027.pdf', content: PDF, contentType: 'application/pdf' },
        ],
      });
    },
    close: async () => transport.close(),
  };
}

/** Our path as the e-mail step uses it: the message built, hashed, journalled on disk before and after its body. */
async function ours(order: SenderOrder): Promise<{ send: Send; close: () => Promise<void> }> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-email-'));
  const journal = await Journal.open(directory, 'bench', '2026-11-23');
  const isJournalled = order.path === 'ours';
  const route = createRelayRoute({
    host: '127.0.0.1',
    servername: HOST,
    port: order.port,
    mode: 'starttls',
    caPem: order.ca,
    minVersion: 'TLSv1.2',
    maxConnections: order.connections,
    maxMessagesPerConnection: 100_000,
    requireTls: 'when-announced',
    dsn: true,
  });
  return {
    send: async (index) => {
      const input = inputOf(index);
      const { bytes } = await buildMessage(input);
      const { outcome } = await route.deliver(
        {
          attemptId: `attempt-${index}`,
          from: 'bounce@versicherung.example',
          to: input.to,
          bytes,
          messageId: input.messageId,
        },
        {
          bodyBegun: () => {
            const { messageId } = input;
            const message = {
              documentId: `D-${index}`,
              purpose: 'document',
              messageId,
              paperCopyBasis: null,
            };
            return isJournalled ? journal.bodyBegun(`attempt-${index}`, message) : Promise.resolve();
          },
          finalReply: (reply) =>
            isJournalled ? journal.reply(`attempt-${index}`, reply) : Promise.resolve(),
        },
      );
      releaseMessage(bytes);
      if (outcome.kind !== 'accepted')
        throw new Error(`Message ${index} came to ${JSON.stringify(outcome)}.`);
    },
    close: async () => {
      await route.close();
      await journal.close();
      rmSync(directory, { recursive: true });
    },
  };
}

async function run(order: SenderOrder): Promise<SenderResult> {
  const { send, close } = order.path === 'pool' ? pool(order) : await ours(order);
  let next = 0;
  const sendUpTo = async (limit: number): Promise<void> => {
    const worker = async (): Promise<void> => {
      while (next < limit) {
        next += 1;
        await send(next);
      }
    };
    await Promise.all(Array.from({ length: order.connections }, worker));
  };
  await sendUpTo(order.warmUp);
  const first = process.memoryUsage.rss();
  let highest = first;
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss());
  }, 250);
  const cpu = process.cpuUsage();
  const began = performance.now();
  await sendUpTo(order.warmUp + order.messages);
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  clearInterval(watch);
  const last = process.memoryUsage.rss();
  await close();
  return {
    seconds,
    cpuSeconds: (user + system) / 1e6,
    rss: { first, highest: Math.max(highest, last), last },
  };
}

process.once('message', (order: SenderOrder) => {
  void run(order).then(
    (result) => {
      process.send?.(result);
      process.disconnect();
    },
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
