import { createHash, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import type { SmtpServer } from '../../src/demo/smtp-server.ts';
import { releaseMessage } from '../../src/email/message-memory.ts';
import { buildMessage } from '../../src/email/message.ts';
import type { EmailRoute } from '../../src/email/route.ts';
import { withMx } from './mx/mx-support.ts';
import { recordingHooks, withRelay } from './relay-support.ts';

const INSURER = {
  name: 'Musterversicherung AG',
  // Long enough that its line is broken before a dot, which SMTP has to double.
  revocationAddress: 'einwilligung@versicherung.example',
  imprintLines: ['Musterversicherung AG'],
};
const KB = 1000;

/** Sizes of attachments in bytes: none, those at line ends, common ones, and as much as 30 MB. */
const SIZES = [0, 1, 57, 171, 30_000 * KB, ...Array.from({ length: 30 }, (_, index) => (60 + index) * KB)];

/** Builds and sends as the e-mail step does, several at a time; the memory of each serves the next ones. */
async function sendAll(route: EmailRoute): Promise<readonly string[]> {
  const hashes: string[] = [];
  const left = SIZES.entries();
  const worker = async (): Promise<void> => {
    for (const [index, size] of left) {
      const message = await buildMessage({
        messageId: `<${index}@versicherung.example>`,
        date: new Date('2026-11-23T22:15:00Z'),
        from: { name: 'Musterversicherung AG', address: 'post@versicherung.example' },
        to: `kunde${index}@post.example`,
        category: 'premium_invoice',
        jurisdiction: 'DE',
        recipientName: `Änne Müller-${index}`,
        pdf: randomBytes(size),
        attachmentName: 'Beitragsrechnung.pdf',
        insurer: INSURER,
      });
      const { bytes, sha256 } = message;
      expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
      hashes.push(sha256);
      const outgoing = {
        attemptId: `attempt-${index}`,
        from: 'bounce@versicherung.example',
        to: `kunde${index}@post.example`,
        messageId: `<${index}@versicherung.example>`,
        bytes,
      };
      const { outcome } = await route.deliver(outgoing, recordingHooks());
      expect(outcome.kind).toBe('accepted');
      releaseMessage(bytes);
      expect(bytes).toHaveLength(0);
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  return hashes.toSorted();
}

function expectAll(server: SmtpServer, hashes: readonly string[]): void {
  expect(hashes).toHaveLength(SIZES.length);
  expect(server.record.acceptances.map(({ sha256 }) => sha256).toSorted()).toEqual(hashes);
  expect(server.record.clearText).not.toMatch(/MAIL|RCPT|@/u);
}

const script = { extensions: { size: 100_000 * KB } };

it('each message arrives once, with the hash that was stored, although all share their memory: by route relay', async () => {
  await withRelay({ script }, async ({ server, route }) => expectAll(server, await sendAll(route)));
});

it('each message arrives once, with the hash that was stored, although all share their memory: by route mx', async () => {
  await withMx({ script }, async ({ server, route }) => expectAll(server, await sendAll(route)));
});
