import * as fc from 'fast-check';
import MimeNode from 'nodemailer/lib/mime-node';
import { expect, it } from 'vitest';
import { composeFrame, type FrameContent } from '../../src/email/mime-frame.ts';
import type { MimeHeader } from '../../src/email/mime-header.ts';

const HEADERS: readonly MimeHeader[] = [
  { key: 'From', value: { name: 'Müller & Söhne', address: 'post@versicherung.example' }, isFixed: true },
  { key: 'Subject', value: 'Betrifft Ihre Versicherungspolizze: eine neue Beitragsrechnung für Sie' },
  { key: 'Date', value: 'Mon, 23 Nov 2026 22:15:00 +0000' },
  { key: 'Message-ID', value: '<1@versicherung.example>' },
];

const wordsOf = (passages: FrameContent['text']): string =>
  passages.map(({ words }) => words.replaceAll('\n', '\r\n')).join('');

/** The same, streamed by the library as its documentation has it. */
async function streamed({ headers, boundarySeed, text, html }: FrameContent): Promise<string> {
  const root = new MimeNode('multipart/mixed', { baseBoundary: boundarySeed, boundaryPrefix: '=_' });
  root.setHeader(
    headers.map(({ key, value }) => ({ key, value: typeof value === 'string' ? value : { ...value } })),
  );
  const alternative = root.createChild('multipart/alternative');
  alternative.createChild('text/plain; charset=utf-8').setContent(wordsOf(text));
  alternative.createChild('text/html; charset=utf-8').setContent(wordsOf(html));
  root.createChild('application/pdf').setRaw('ATTACHMENT');
  return (await root.build()).toString();
}

async function expectSame(content: FrameContent): Promise<void> {
  const { before, after } = composeFrame(content);
  expect(`${before}ATTACHMENT${after}`).toBe(await streamed(content));
}

const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        'Grüße ',
        'long'.repeat(30),
        'x'.repeat(74),
        'x'.repeat(75),
        'x'.repeat(76),
        'ä'.repeat(12),
        '\n',
        '.\n',
        ' \n',
        '\t\n',
        '=',
        'ä'.repeat(90),
        '漢字'.repeat(20),
      ),
    )
    .map((parts) => parts.join('')),
);
/** What reaches the composer has LF line ends and a last one (`fillEmail`). */
const passages = fc
  .array(fc.record({ words: words.map((any) => `${any.replaceAll('\r', '')}\n`), isFixed: fc.boolean() }), {
    minLength: 1,
    maxLength: 5,
  })
  .map(([first, ...more]) => [{ words: `a${first?.words ?? '\n'}`, isFixed: false }, ...more]);

it('is byte by byte what the library streams: plain, quoted-printable and base64, long lines, dots, trailing spaces', async () => {
  await fc.assert(
    fc.asyncProperty(passages, passages, async (text, html) => {
      await expectSame({ headers: HEADERS, boundarySeed: 'seed', text, html });
    }),
    { numRuns: 300 },
  );
});

it('writes each header as the library does: names beyond ASCII, long ones, international and quoted addresses', async () => {
  const text = [{ words: 'a\n', isFixed: true }];
  const name = fc.oneof(
    fc.string({ unit: 'grapheme-ascii', maxLength: 120 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.constantFrom('', 'Müller, Ärzte & Söhne "GmbH"', '=?utf-8?Q?x?=', 'a@b.example', 'long '.repeat(30)),
  );
  const local = fc.constantFrom(
    'anna',
    'a.b+c',
    'Anna-Maria_1',
    'änne',
    '"anna maria"',
    "o'neill",
    'x'.repeat(64),
  );
  const domain = fc.constantFrom(
    'post.example',
    'xn--mller-kva.example',
    `${'langer-name.'.repeat(6)}example`,
  );
  const address = fc.tuple(local, domain).map(([before, behind]) => `${before}@${behind}`);
  const seconds = fc.integer({ min: 0, max: 4_000_000_000 });
  const seed = fc.stringMatching(/^[\da-f]{24}$/u);
  const id = fc.stringMatching(/^<[\w!#$%&'*+/=?^`{|}~.-]{1,60}@[\w-]{1,30}\.example>$/u);
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(name, address, address, name, seconds, id, seed, fc.boolean()),
      async ([sender, from, to, subject, time, messageId, boundarySeed, isFixed]) => {
        const value = subject.trim() === '' ? 'Betreff' : subject;
        const headers = [
          { key: 'From', value: { name: sender.replaceAll(/[\p{Cc}]/gu, ''), address: from }, isFixed },
          { key: 'To', value: { name: '', address: to } },
          { key: 'Reply-To', value: { name: '', address: from }, isFixed },
          { key: 'Subject', value, isFixed },
          { key: 'Date', value: new Date(time * 1000).toUTCString().replace('GMT', '+0000') },
          { key: 'Message-ID', value: messageId },
          { key: 'Auto-Submitted', value: 'auto-generated', isFixed: true },
          { key: 'Content-Language', value: 'de-AT', isFixed: true },
        ];
        await expectSame({ headers, boundarySeed, text, html: text });
      },
    ),
    { numRuns: 500 },
  );
});
