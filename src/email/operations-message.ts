import { createHash, randomUUID } from 'node:crypto';
import MimeNode from 'nodemailer/lib/mime-node';
import { oneLine } from './email-text.ts';
import type { OutgoingMessage } from './route.ts';

/** A plain message to our own operations: no customer's data, no attachment, no template. */
export async function operationsMessage(input: {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly date: Date;
}): Promise<OutgoingMessage> {
  const id = randomUUID();
  const messageId = `<alert.${id}@${input.from.slice(input.from.lastIndexOf('@') + 1)}>`;
  const root = new MimeNode('text/plain; charset=utf-8', {
    baseBoundary: createHash('sha256').update(messageId).digest('hex').slice(0, 24),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  root.setHeader([
    { key: 'From', value: { name: 'Postausgang', address: input.from } },
    { key: 'To', value: { name: '', address: input.to } },
    { key: 'Subject', value: oneLine(input.subject) },
    { key: 'Date', value: input.date.toUTCString().replace('GMT', '+0000') },
    { key: 'Message-ID', value: messageId },
    { key: 'Auto-Submitted', value: 'auto-generated' },
  ]);
  root.setContent(input.text.replaceAll('\n', '\r\n'));
  const built = await root.build();
  const bytes = built.subarray(-2).equals(Buffer.from('\r\n'))
    ? built
    : Buffer.concat([built, Buffer.from('\r\n')]);
  return { attemptId: id, from: input.from, to: input.to, bytes, messageId };
}
