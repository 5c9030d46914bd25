import { createHash } from 'node:crypto';
import { inspectPdf, DEFAULT_PDF_LIMITS } from '../../src/print/pdf/inspect-pdf.ts';
import { postalAddressProblem } from '../../src/classify/postal-address.ts';
import type { SmtpScript } from '../../src/demo/smtp-script.ts';
import { startSmtpServer, type SmtpServer } from '../../src/demo/smtp-server.ts';
import { classifyDocuments, type ClassifyOptions } from '../../src/dispatch/classify-documents.ts';
import { collectDocuments } from '../../src/dispatch/collect-documents.ts';
import { emailDocuments } from '../../src/dispatch/email-documents.ts';
import { recoverDispatches } from '../../src/dispatch/recover-dispatches.ts';
import type { RunContext } from '../../src/dispatch/run-context.ts';
import type { EmailSettings, EmailTools } from '../../src/dispatch/email-tools.ts';
import { outcomeOfFinalReply } from '../../src/email/outcome.ts';
import type { RelayOptions } from '../../src/email/relay-options.ts';
import { createRelayRoute } from '../../src/email/relay-route.ts';
import { findBatch } from '../../src/ledger/batch-store.ts';
import { Journal } from '../../src/log/journal.ts';
import { certificate, relayOptions } from '../email/relay-support.ts';
import { HARMLESS_CONTENT } from '../support/facts.ts';
import type { Night } from '../support/night.ts';

export const MINUTE = 60_000;

export const SETTINGS: EmailSettings = {
  retryDelays: [20, 20],
  noTlsExpiry: 30 * 24 * 60 * MINUTE,
  maxMessageBytes: 1_000_000,
  returnPath: 'bounce@versicherung.example',
  messageIdDomain: 'versicherung.example',
  connections: 1,
  connectionsPerDestination: 50,
  messagesPerSecond: null,
  lease: 15 * MINUTE,
};

export function classifyOptions(overrides: Partial<ClassifyOptions> = {}): ClassifyOptions {
  return {
    inspectPdf: (pdf) => inspectPdf(pdf, DEFAULT_PDF_LIMITS),
    readContent: () => Promise.resolve(HARMLESS_CONTENT),
    concurrency: 1,
    isPostable: (facts) => postalAddressProblem(facts.recipient) === null,
    maxWait: 60 * MINUTE,
    noticeBlock: () => Promise.resolve(),
    ...overrides,
  };
}

/** Everything pending is collected and decided, as the first steps of a night do it. */
export async function collectAndClassify(
  context: RunContext,
  options: Partial<ClassifyOptions> = {},
): Promise<void> {
  const batch = await findBatch(context.ledger, context.businessDate);
  if (batch === null) throw new Error('Expected the batch of the night.');
  await collectDocuments(context, batch, 100);
  await classifyDocuments(context, classifyOptions(options));
}

/** A relay over real TLS, and the e-mail step against it. */
export interface Mail {
  readonly server: SmtpServer;
  readonly journalDirectory: string;
  /** Recipients of what the relay took, in order. */
  accepted(): readonly string[];
  /** How often a recipient was named in RCPT, whatever came of it. */
  tries(recipient: string): number;
  /** What the e-mail step of a run works with, over a journal and connections of its own. */
  tools(context: RunContext, settings?: Partial<EmailSettings>): Promise<EmailTools>;
  /** Runs the e-mail step. */
  send(context: RunContext, settings?: Partial<EmailSettings>): Promise<Readonly<Record<string, number>>>;
  recover(context: RunContext): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}

export async function startMail(
  night: Night,
  script: Partial<SmtpScript> = {},
  options: Partial<RelayOptions> = {},
): Promise<Mail> {
  const server = await startSmtpServer({ tls: certificate, ...script });
  const journalDirectory = night.path('journal');
  const closing: (() => Promise<void>)[] = [];
  const tools: Mail['tools'] = async (context, settings = {}) => {
    const merged = { ...SETTINGS, ...settings };
    const route = createRelayRoute(
      relayOptions(server.port, { maxConnections: merged.connections, ...options }),
    );
    const journal = await Journal.open(journalDirectory, context.runId, context.businessDate);
    closing.push(
      () => route.close(),
      () => journal.close(),
    );
    return { route, journal, settings: merged, compose };
  };
  const recover: Mail['recover'] = (context) =>
    recoverDispatches(context, {
      journalDirectory,
      retryDelays: SETTINGS.retryDelays,
      lease: SETTINGS.lease,
      outcomeOfReply: outcomeOfFinalReply,
    });
  return {
    server,
    journalDirectory,
    accepted: () => server.record.acceptances.map(({ recipient }) => recipient),
    tries: (recipient) =>
      server.record.commands.filter(({ line }) => line.startsWith(`RCPT TO:<${recipient}>`)).length,
    tools,
    recover,
    send: async (context, settings) =>
      emailDocuments(context, await tools(context, settings), async () => {
        await recover(context);
      }),
    close: async () => {
      for (const close of closing) await close().catch(() => undefined);
      await server.close();
    },
  };
}

/** A plain message that is the same for the same input; what real ones look like, `test/email` shows. */
export const compose: EmailTools['compose'] = ({ pdf, to, messageId, date }) => {
  const lines = [
    `Message-ID: ${messageId}`,
    `Date: ${date.toUTCString()}`,
    `To: ${to}`,
    '',
    Buffer.from(pdf).toString('base64'),
    '',
  ];
  const bytes = Buffer.from(lines.join('\r\n'));
  return Promise.resolve({ bytes, sha256: createHash('sha256').update(bytes).digest('hex') });
};
