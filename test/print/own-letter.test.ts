import { spawnSync } from 'node:child_process';
import { PDFDocument } from 'pdf-lib';
import { beforeAll, describe, expect, test } from 'vitest';
import { renderOwnLetter } from '../../src/print/own-letter.ts';
import type { OwnLetterInput } from '../../src/print/own-letter.ts';
import { ADDRESS_FIELD, MM_PER_POINT, PAGE } from '../../src/print/din5008.ts';
import { UnprintableLetterError } from '../../src/print/errors.ts';

const SENDER = 'Beispiel Versicherung AG · Postfach 10 41 60 · 69031 Heidelberg';
const NOTICE: OwnLetterInput = {
  text: 'block-notice',
  address: {
    name: 'Frau\nDr. Änne Größl-Weißmüller',
    addition: null,
    street: 'Königstraße 12 b',
    postalCode: '70173',
    city: 'Stuttgart',
    country: 'DE',
  },
  jurisdiction: 'DE',
  date: '2027-01-05',
  reference: 'SP-2026-000471',
  postedFrom: 'DE',
  insurer: {
    name: 'Beispiel Versicherung AG',
    senderLine: SENDER,
    addressLines: ['Im Breitspiel 2–4', '69126 Heidelberg'],
    contactLines: ['Telefon 06221 709-0', 'montags bis freitags von 8 bis 18 Uhr'],
  },
};
const LONG: OwnLetterInput = {
  ...NOTICE,
  jurisdiction: 'AT',
  address: {
    name: 'Herrn\nUniv.-Prof. Dipl.-Ing. Dr. techn. Maximilian Ferdinand von Hohenlohe-Waldenburg-Schillingsfürst\nund Frau Άννα Żółć Дмитрий',
    addition: 'c/o Pensionistenwohnhaus Haidehof',
    street: 'Simmeringer Hauptstraße 128a/Stiege 14/Top 27',
    postalCode: '1110',
    city: 'Wien',
    country: 'AT',
  },
};

interface Word {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Words with their places in millimetres, as an independent reader sees them. */
function wordsOf(pdf: Uint8Array): readonly Word[] {
  const run = spawnSync('pdftotext', ['-bbox', '-', '-'], { input: pdf, encoding: 'utf8' });
  const word = /<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)<\/word>/g;
  return Array.from(run.stdout.matchAll(word), (match) => ({
    left: Number(match[1]) * MM_PER_POINT,
    top: Number(match[2]) * MM_PER_POINT,
    right: Number(match[3]) * MM_PER_POINT,
    bottom: Number(match[4]) * MM_PER_POINT,
    text: match[5] ?? '',
  }));
}

function inWindow(word: Word): boolean {
  return (
    word.left >= ADDRESS_FIELD.x &&
    word.right <= ADDRESS_FIELD.x + ADDRESS_FIELD.width &&
    word.top >= ADDRESS_FIELD.y &&
    word.bottom <= ADDRESS_FIELD.y + ADDRESS_FIELD.height
  );
}

async function textOf(notice: OwnLetterInput): Promise<string> {
  return wordsOf(await renderOwnLetter(notice))
    .map((word) => word.text)
    .join(' ');
}

let hasPdftotext = false;
beforeAll(() => {
  hasPdftotext = spawnSync('pdftotext', ['-v']).error === undefined;
});

describe('a letter of our own', () => {
  test('is one page A4, the same bytes each time', async () => {
    const pdf = await renderOwnLetter(NOTICE);
    expect(Buffer.from(await renderOwnLetter(NOTICE)).equals(Buffer.from(pdf))).toBe(true);
    const document = await PDFDocument.load(pdf, { updateMetadata: false });
    expect(document.getPageCount()).toBe(1);
    const { width, height } = document.getPage(0).getSize();
    expect([Math.round(width * MM_PER_POINT), Math.round(height * MM_PER_POINT)]).toEqual([
      PAGE.width,
      PAGE.height,
    ]);
    expect(document.getCreationDate()?.toISOString()).toBe('2027-01-05T00:00:00.000Z');
  });

  test.for<[string, OwnLetterInput, string]>([
    ['a usual address', NOTICE, 'Dr. Änne Größl-Weißmüller Königstraße 12 b 70173 Stuttgart'],
    ['a long foreign one', LONG, 'Simmeringer Hauptstraße 128a/Stiege 14/Top 27 1110 Wien ÖSTERREICH'],
  ])(
    '%s stands in the window, and nothing but it and the return address',
    async ([_title, notice, last], { skip }) => {
      skip(!hasPdftotext, 'pdftotext is not installed');
      const words = wordsOf(await renderOwnLetter(notice));
      const shown = words
        .filter(inWindow)
        .map((word) => word.text)
        .join(' ');
      expect(shown.startsWith(`${SENDER} ${notice.address.name?.split('\n')[0]}`)).toBe(true);
      expect(shown.endsWith(last)).toBe(true);
      const cutByTheEdge = words.filter(
        (word) =>
          !inWindow(word) &&
          word.left < ADDRESS_FIELD.x + ADDRESS_FIELD.width &&
          word.bottom > ADDRESS_FIELD.y &&
          word.top < ADDRESS_FIELD.y + ADDRESS_FIELD.height,
      );
      expect(cutByTheEdge).toEqual([]);
    },
  );

  test('keeps out of the strips that sorting and inserting machines read', async ({ skip }) => {
    skip(!hasPdftotext, 'pdftotext is not installed');
    const values = { email: 'a'.repeat(100), documents: Array.from({ length: 4 }, () => 'Beitragsrechnung') };
    const fullest = { ...LONG, text: 'no-encryption', values } as const;
    const words = [...wordsOf(await renderOwnLetter(LONG)), ...wordsOf(await renderOwnLetter(fullest))];
    for (const word of words) {
      expect(word.left).toBeGreaterThanOrEqual(20);
      expect(word.right).toBeLessThanOrEqual(PAGE.width - 7);
      expect(word.top).toBeGreaterThanOrEqual(7);
      expect(word.bottom).toBeLessThanOrEqual(PAGE.height - 7);
    }
  });

  test('S18, S23: says what was blocked, in the words of the jurisdiction', async ({ skip }) => {
    skip(!hasPdftotext, 'pdftotext is not installed');
    const german = await textOf(NOTICE);
    expect(german).toContain('Digitaler Versand Ihrer Vertragspost ist gesperrt');
    expect(german).toContain('SP-2026-000471');
    expect(german).toContain('Telefon 06221 709-0');
    expect(german).toContain('5. Januar 2027');
    const austrian = await textOf(LONG);
    expect(austrian).toContain('Elektronischer Versand Ihrer Vertragspost ist gesperrt');
    expect(austrian).toContain('Polizzen');
    expect(austrian).toContain('5. Jänner 2027');
    expect(german + austrian).not.toContain('{{');
  });

  test.for(['DE', 'AT'] as const)(
    'S3, S23: says in %s why mail comes on paper, lists it, and does not offer to waive encryption (S4)',
    async (jurisdiction, { skip }) => {
      skip(!hasPdftotext, 'pdftotext is not installed');
      const values = { email: 'anna@mail.example', documents: ['Beitragsrechnung', 'Nachtrag'] };
      const refused = await textOf({ ...NOTICE, text: 'no-encryption', jurisdiction, values });
      expect(refused).toContain('verschlüsselte Zustellung nicht möglich');
      expect(refused).toContain('anna@mail.example');
      expect(refused).toContain('• Beitragsrechnung • Nachtrag ');
      expect(refused).toMatch(/auch dann nicht verzichten, wenn Sie es wünschen/);
      const dead = await textOf({ ...NOTICE, text: 'undeliverable', jurisdiction, values });
      expect(dead).toContain('nicht zustellbar');
      for (const text of [refused, dead]) {
        expect(text.includes('Polizze')).toBe(jurisdiction === 'AT');
        expect(text.includes('§ 10 VersVG')).toBe(jurisdiction === 'AT');
        expect(text).not.toContain('{{');
      }
    },
  );

  test.each([
    ['letters that the font has not', { name: '山田太郎' }],
    [
      'more lines than the window',
      { name: Array.from({ length: 12 }, (_, index) => `Zeile ${index}`).join('\n') },
    ],
    ['a name of 2,000 letters', { name: 'Ä'.repeat(2_000) }],
  ])('an address with %s is refused, without telling it', async (_title, part) => {
    const refused = renderOwnLetter({ ...NOTICE, address: { ...NOTICE.address, ...part } });
    await expect(refused).rejects.toThrow(UnprintableLetterError);
    await expect(refused).rejects.not.toThrow(part.name.slice(0, 4));
  });

  test('a letterhead that pushes the letter off its page is refused', async () => {
    const insurer = {
      ...NOTICE.insurer,
      contactLines: Array.from({ length: 60 }, () => 'Telefon 06221 709-0, jederzeit'),
    };
    await expect(renderOwnLetter({ ...NOTICE, insurer })).rejects.toThrow('Shorten the template');
  });
});
