import * as fc from 'fast-check';
import MimeNode from 'nodemailer/lib/mime-node';
import { expect, it } from 'vitest';
import { composeFrame, type FrameContent } from '../../src/email/mime-frame.ts';

const HEADERS = [
  { key: 'From', value: { name: 'Müller & Söhne', address: 'post@versicherung.example' } },
  { key: 'Subject', value: 'Betrifft Ihre Versicherungspolizze: eine neue Beitragsrechnung für Sie' },
  { key: 'Date', value: 'Mon, 23 Nov 2026 22:15:00 +0000' },
  { key: 'Message-ID', value: '<1@versicherung.example>' },
] as const;

/** The same, streamed by the library as its documentation has it. */
async function streamed({ boundarySeed, text, html }: FrameContent): Promise<string> {
  const root = new MimeNode('multipart/mixed', { baseBoundary: boundarySeed, boundaryPrefix: '=_' });
  root.setHeader(HEADERS.map((header) => ({ ...header })));
  const alternative = root.createChild('multipart/alternative');
  alternative.createChild('text/plain; charset=utf-8').setContent(text.replaceAll('\n', '\r\n'));
  alternative.createChild('text/html; charset=utf-8').setContent(html.replaceAll('\n', '\r\n'));
  root.createChild('application/pdf').setRaw('ATTACHMENT');
  return (await root.build()).toString('latin1');
}

it('is byte by byte what the library streams: plain, quoted-printable and base64, long lines, dots, trailing spaces', async () => {
  const words = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc
      .array(
        fc.constantFrom(
          'Grüße ',
          'long'.repeat(30),
          '\n',
          '.\n',
          ' \n',
          '=',
          'ä'.repeat(90),
          '漢字'.repeat(20),
        ),
      )
      .map((parts) => parts.join('')),
  );
  await fc.assert(
    fc.asyncProperty(words, words, async (one, other) => {
      // What reaches the composer has LF line ends and a last one (`renderEmail`).
      const text = `a${one.replaceAll('\r', '')}\n`;
      const html = `<p>${other.replaceAll('\r', '')}</p>\n`;
      const content = { headers: HEADERS, boundarySeed: 'seed', text, html };
      const { before, after } = composeFrame(content);
      expect(`${before}ATTACHMENT${after}`).toBe(await streamed(content));
    }),
    { numRuns: 200 },
  );
});
