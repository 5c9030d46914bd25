import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildMessage } from '../../src/email/message.ts';
import type { MessageInput } from '../../src/email/message.ts';

const INPUT: MessageInput = {
  messageId: '<d1.4711@versicherung.example>',
  date: new Date('2026-11-23T22:15:00Z'),
  from: { name: 'Müller & Söhne Versicherung', address: 'post@versicherung.example' },
  to: 'anna@post.example',
  category: 'premium_invoice',
  jurisdiction: 'DE',
  recipientName: 'Frau\nDr. Änne Müller-Lüdenscheidt',
  documentTitle: 'Beitragsrechnung 2027',
  pdf: Buffer.from('%PDF-1.7 test'),
  attachmentName: 'Beitragsrechnung 2027.pdf',
  insurer: {
    name: 'Musterversicherung AG',
    revocationAddress: 'einwilligung@versicherung.example',
    imprintLines: ['Musterversicherung AG', 'Amtsgericht Mannheim HRB 4711'],
  },
};

const CATEGORIES = ['premium_invoice', 'statement', 'contract_notice'] as const;
const JURISDICTIONS = ['DE', 'AT'] as const;
const ALL = CATEGORIES.flatMap((category) => JURISDICTIONS.map((country) => [category, country] as const));

const HEADERS = [
  'From',
  'To',
  'Subject',
  'Date',
  'Message-ID',
  'Auto-Submitted',
  'Content-Language',
  'MIME-Version',
  'Content-Type',
];

/** The message as a reader sees it: independent of the library that wrote it. */
async function read(overrides: Partial<MessageInput> = {}) {
  const { bytes } = await buildMessage({ ...INPUT, ...overrides });
  const source = bytes.toString('latin1');
  const [head = ''] = source.split('\r\n\r\n', 1);
  const headers = head.replaceAll(/\r\n[ \t]/gu, ' ').split('\r\n');
  const leaves = source
    .split(/\r\n--[^\r\n]+-Part_\d+(?:--)?\r\n?/u)
    .slice(1)
    .filter((part) => /^Content-Transfer-Encoding/mu.test(part))
    .map((part) => {
      const end = part.indexOf('\r\n\r\n');
      return { head: part.slice(0, end).replaceAll(/\r\n[ \t]/gu, ' '), body: part.slice(end + 4) };
    });
  const decoded = (index: number): string =>
    Buffer.from(
      (leaves[index]?.body ?? '')
        .replaceAll('=\r\n', '')
        .replaceAll(/=([0-9A-F]{2})/gu, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      'latin1',
    ).toString('utf8');
  return { bytes, source, headers, leaves, text: decoded(0), html: decoded(1), attachment: leaves[2] };
}

function header(headers: readonly string[], name: string): string | undefined {
  return headers.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
}

describe('a message', () => {
  it('has the same bytes each time it is built', async () => {
    const first = await buildMessage(INPUT);
    const second = await buildMessage({ ...INPUT, pdf: new Uint8Array(INPUT.pdf) });
    expect(second.bytes.equals(first.bytes)).toBe(true);
    expect(second.sha256).toBe(first.sha256);
    expect(first.sha256).toBe(createHash('sha256').update(first.bytes).digest('hex'));
  });

  it('has the bytes that it had when this test was written: a changed library must not change what was hashed', async () => {
    const { sha256 } = await buildMessage(INPUT);
    expect(sha256).toMatchInlineSnapshot(
      `"145225af9fc002d7b02bf6f7e409f47828fe20d44cf2d2fed18cb8bbfb900b7b"`,
    );
  });

  it('has ASCII only, CRLF only, and lines that every server takes', async () => {
    const { bytes, source } = await read({ attachmentName: 'Überblick.pdf', pdf: Buffer.alloc(100_000, 7) });
    expect(bytes.every((byte) => byte < 0x80)).toBe(true);
    expect(source).not.toMatch(/\r(?!\n)|(?<!\r)\n/u);
    expect(source.endsWith('\r\n')).toBe(true);
    expect(Math.max(...source.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(200);
  });

  it('says that a machine wrote it, and not which one', async () => {
    const { headers } = await read();
    expect(headers.map((line) => line.split(':', 1)[0])).toEqual(HEADERS);
    expect(header(headers, 'Auto-Submitted')).toBe('auto-generated');
    expect(header(headers, 'Message-ID')).toBe('<d1.4711@versicherung.example>');
    expect(header(headers, 'Date')).toBe('Mon, 23 Nov 2026 22:15:00 +0000');
    expect(header(headers, 'To')).toBe('anna@post.example');
    expect(header(headers, 'From')).toBe(
      '=?UTF-8?Q?M=C3=BCller_=26_S=C3=B6hne_Versicherung?= <post@versicherung.example>',
    );
  });

  it('names where answers go when there is such a place', async () => {
    const { headers } = await read({ replyTo: 'service@versicherung.example' });
    expect(header(headers, 'Reply-To')).toBe('service@versicherung.example');
  });

  it('shows the text first, then the same as HTML, then the document', async () => {
    const { leaves } = await read();
    expect(leaves.map(({ head }) => /Content-Type: ([\w/]+)/u.exec(head)?.[1])).toEqual([
      'text/plain',
      'text/html',
      'application/pdf',
    ]);
  });

  it.each([0, 1, 56, 57, 58, 113, 114, 115, 100_000])('carries a PDF of %i bytes unchanged', async (size) => {
    const pdf = Buffer.from(Array.from({ length: size }, (_, index) => (index * 31) % 256));
    const { attachment } = await read({ pdf });
    expect(Buffer.from(attachment?.body ?? '?', 'base64').equals(pdf)).toBe(true);
    expect(attachment?.body.split('\r\n').every((line) => line.length <= 76)).toBe(true);
  });

  it('takes a view into a larger buffer for what it shows, not for what lies beneath', async () => {
    const pdf = new Uint8Array(Buffer.from('xx%PDFyy').buffer.slice(0)).subarray(2, 6);
    const { attachment } = await read({ pdf });
    expect(Buffer.from(attachment?.body ?? '', 'base64')).toHaveLength(4);
  });
});

describe('the words', () => {
  it.each(ALL)(
    'S9, S25: of %s in %s name attachment, duty, revocation, and ask for nothing',
    async (category, jurisdiction) => {
      const { text, html } = await read({ category, jurisdiction });
      for (const words of [text.replaceAll(/\s+/gu, ' '), html.replaceAll(/<[^>]+>/gu, '')]) {
        expect(words).toContain('Guten Tag Dr. Änne Müller-Lüdenscheidt,');
        expect(words).toContain('Beitragsrechnung 2027.pdf (PDF, 1 KB)');
        expect(words).toContain('prüfen Sie deshalb regelmäßig');
        expect(words).toContain('jederzeit für die Zukunft in Textform widerrufen');
        expect(words).toContain('einwilligung@versicherung.example');
        expect(words).toContain('ohne Passwort');
        expect(words).toContain('HRB 4711');
        expect(words).not.toMatch(/\{\{|\}\}|undefined|null/u);
      }
    },
  );

  it.each(CATEGORIES)(
    'S23, L5: of %s in Austria say in subject and text that they concern the policy',
    async (category) => {
      const { headers, text } = await read({ category, jurisdiction: 'AT' });
      const subject = decodeWords(header(headers, 'Subject') ?? '');
      expect(subject).toMatch(/^Betrifft Ihre Versicherungspolizze: /u);
      expect(text).toContain('diese E-Mail betrifft Ihre Versicherungspolizze');
      expect(header(headers, 'Content-Language')).toBe('de-AT');
    },
  );

  it.each([
    ['premium_invoice', 'Ihre neue Beitragsrechnung'],
    ['statement', 'Ihre neue Abrechnung'],
    ['contract_notice', 'Neue Nachricht zu Ihrem Vertrag'],
  ] as const)('of %s in Germany have a neutral subject', async (category, subject) => {
    const { headers } = await read({ category });
    expect(decodeWords(header(headers, 'Subject') ?? '')).toBe(subject);
    expect(header(headers, 'Content-Language')).toBe('de-DE');
  });

  it.each(ALL)(
    'of %s in %s are accessible: language, one heading, no image, no fixed width',
    async (category, jurisdiction) => {
      const { html } = await read({ category, jurisdiction });
      expect(html).toContain(`<html lang="de-${jurisdiction}">`);
      expect(html.match(/<h1>/gu)).toHaveLength(1);
      expect(html).toMatch(/<title>[^<]+<\/title>/u);
      expect(html).not.toMatch(/<img|<table|https?:|[^-]width: \d+px/u);
    },
  );

  it('greet nobody by name where there is none', async () => {
    const { text } = await read({ recipientName: ' \n' });
    expect(text).toMatch(/^Guten Tag,\r\n/u);
  });

  it('lead to the service pages only where there are some, and only over https', async () => {
    const without = await read();
    expect(without.text).not.toContain('finden Sie auch hier');
    const insurer = { ...INPUT.insurer, serviceUrl: 'https://service.versicherung.example/?a=1&b=2' };
    const { html } = await read({ insurer });
    expect(html).toContain('<a href="https://service.versicherung.example/?a=1&amp;b=2">');
    const bad = await read({ insurer: { ...INPUT.insurer, serviceUrl: 'javascript:alert(1)' } });
    expect(bad.html).not.toContain('href="javascript');
  });

  it('name the title beside the file where the file does not say it', async () => {
    const { text } = await read({ attachmentName: 'Dokument-1.pdf' });
    expect(text).toContain('- Beitragsrechnung 2027: Dokument-1.pdf (PDF, 1 KB)');
  });
});

describe('nothing that the core system says', () => {
  it('becomes markup', async () => {
    const evil = `<img src=x onerror=alert(1)> & "'`;
    const { html } = await read({
      recipientName: evil,
      documentTitle: evil,
      insurer: { ...INPUT.insurer, name: evil, imprintLines: [evil] },
    });
    expect(html).not.toContain('<img');
    expect(html.match(/&lt;img src=x onerror=alert\(1\)&gt; &amp; &quot;&#39;/gu)).toHaveLength(4);
  });

  it('is taken for a placeholder', async () => {
    const { text } = await read({ recipientName: '{{revocationAddress}} {{content}}' });
    expect(text).toContain('Guten Tag {{revocationAddress}} {{content}},');
  });

  it('adds a header, a recipient or a part, whatever it is', async () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'a\r\nBcc: eve@example.org',
        'a\nX: y\n\n<html>',
        'a\r\n\r\n--=_-Part_1\r\n',
        'a\0b',
        '"; filename="evil.exe',
        '＂; filename=＂evil.exe',
        'a\u2028Bcc: eve@example.org',
        '=?utf-8?Q?=0D=0ABcc:_eve@example.org?=',
        '\ud800',
      ),
    );
    await fc.assert(
      fc.asyncProperty(hostile, hostile, hostile, hostile, async (name, title, file, imprint) => {
        const { headers, leaves, source } = await read({
          from: { name, address: 'post@versicherung.example' },
          recipientName: name,
          documentTitle: title,
          attachmentName: file,
          insurer: { ...INPUT.insurer, name: title, imprintLines: [imprint] },
        });
        expect(headers.map((line) => line.split(':', 1)[0])).toEqual(HEADERS);
        expect(header(headers, 'To')).toBe('anna@post.example');
        expect(leaves).toHaveLength(3);
        expect(leaves[2]?.head).toMatch(
          /^Content-Type: application\/pdf; name="[^"\\]+\.pdf"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="[^"\\]+\.pdf"(?:; filename\*=UTF-8''[\w%.~!$&+^`|{}-]+\.pdf)?$/u,
        );
        expect(source).not.toMatch(/[\0\u0080-\uffff]|\r(?!\n)|(?<!\r)\n/u);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['two recipients', { to: 'anna@post.example, eve@example.org' }],
    ['a recipient with a line break', { to: 'anna@post.example\r\nBcc: eve@example.org' }],
    ['a sender that is none', { from: { name: 'a', address: 'nobody' } }],
    ['a reply address that is none', { replyTo: 'nobody' }],
    ['a Message-ID without brackets', { messageId: '1@a.example' }],
    ['a Message-ID with a line break', { messageId: '<1@a.example>\r\nBcc: eve@example.org' }],
  ])('goes out with %s', async (_what, overrides) => {
    await expect(buildMessage({ ...INPUT, ...overrides })).rejects.toMatchObject({ code: 'MESSAGE_INPUT' });
  });
});

function decodeWords(value: string): string {
  const words = value.replaceAll(/\?=\s+=\?/gu, '?==?');
  return words.replaceAll(/=\?UTF-8\?Q\?([^?]*)\?=/giu, (_all, encoded: string) =>
    Buffer.from(
      encoded
        .replaceAll('_', ' ')
        .replaceAll(/=([0-9A-F]{2})/gu, (_hex, code: string) =>
          String.fromCharCode(Number.parseInt(code, 16)),
        ),
      'latin1',
    ).toString('utf8'),
  );
}
