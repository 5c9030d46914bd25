import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PDF_LIMITS, inspectPdf } from '../../../src/print/pdf/inspect-pdf.ts';
import { rc4 } from '../../../src/print/pdf/rc4.ts';
import { bytesOfString } from '../../../src/print/pdf/string-bytes.ts';
import { buildPdf, letterObjects, showText } from './support/pdf-builder.ts';
import { inFolder, writePrintFile } from './support/print-file.ts';
import { TOOLS_NOTE, hasTool, renderPages, textOfPages } from './support/rendering.ts';

const tools = ['pdftoppm', 'pdftotext', 'qpdf'].every(hasTool);

/** A picture whose four colours stand in a string: one that is not decrypted rightly shows others. */
const LETTER = buildPdf({
  objects: {
    ...letterObjects('x'),
    3: '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.276 841.89]/Contents[4 0 R 7 0 R]/Resources<</Font<</F1 5 0 R>>/XObject<</I 6 0 R>>>>>>',
    4: { entries: '', data: showText('Sehr geehrte Frau Muster') },
    6: {
      entries:
        '/Type/XObject/Subtype/Image/Width 4/Height 1/BitsPerComponent 2/ColorSpace[/Indexed/DeviceRGB 3(\\000\\)\\(\\377\\\\\\r\\n\n\\12\\b\\t\\f1)]',
      data: '\x1b',
    },
    7: { entries: '', data: 'q 400 0 0 200 72 300 cm /I Do Q' },
  },
});

const EVERY_KIND = [
  ['revision 2, RC4 of 40 bits', ['40', '--']],
  ['revision 3, RC4 of 128 bits', ['128', '--use-aes=n', '--']],
  ['revision 4, RC4 by a crypt filter', ['128', '--force-V4', '--use-aes=n', '--']],
  ['revision 4, AES of 128 bits', ['128', '--use-aes=y', '--']],
  ['revision 4, metadata in clear', ['128', '--cleartext-metadata', '--']],
  ['revision 5, AES of 256 bits', ['256', '--force-R5', '--']],
  ['revision 6, AES of 256 bits', ['256', '--']],
  ['revision 6, metadata in clear', ['256', '--cleartext-metadata', '--']],
] as const;

/** The letter as qpdf encrypts it: the user password, then what follows it on the command line. */
async function encrypted<T>(
  user: string,
  options: readonly string[],
  work: (path: string, folder: string) => T | Promise<T>,
): Promise<T> {
  return inFolder(async (folder) => {
    const [plain, path] = [join(folder, 'plain.pdf'), join(folder, 'encrypted.pdf')];
    writeFileSync(plain, LETTER);
    execFileSync('qpdf', ['--allow-weak-crypto', '--encrypt', user, 'owner', ...options, plain, path]);
    return work(path, folder);
  });
}

function told(bytes: Uint8Array): string {
  const inspection = inspectPdf(bytes, DEFAULT_PDF_LIMITS);
  return inspection.fit ? 'fit' : `${inspection.finding.code}: ${inspection.finding.message}`;
}

describe.skipIf(!tools)(`an encrypted PDF that any viewer opens (${TOOLS_NOTE})`, () => {
  it.each(
    EVERY_KIND.flatMap(([name, options]) =>
      ['preserve', 'generate'].map((streams) => [name, streams, options] as const),
    ),
  )('prints as it would without: %s, object streams: %s', async (_name, streams, options) => {
    await encrypted('', [...options, `--object-streams=${streams}`], async (path, folder) => {
      expect(told(readFileSync(path))).toBe('fit');
      const [print, plain] = [join(folder, 'print.pdf'), join(folder, 'plain-print.pdf')];
      await writePrintFile(print, [readFileSync(path)]);
      await writePrintFile(plain, [LETTER]);
      expect(textOfPages(print)).toEqual(textOfPages(plain));
      expect(renderPages(print, 30)).toEqual(renderPages(plain, 30));
    });
  });

  it.each([
    ['40', '--print=n'],
    ['128', '--print=none'],
    ['128', '--print=low'],
    ['256', '--print=none'],
    ['256', '--print=low'],
  ])('is held where its permissions forbid what we would do with it: %s %s', async (bits, print) => {
    await encrypted('', [bits, print, '--'], (path) => {
      expect(told(readFileSync(path))).toMatch(/^encrypted: .* forbid printing it in full quality\.$/);
    });
  });

  it.each(['40', '128', '256'])('is held where it asks for a password: %s bits', async (bits) => {
    await encrypted('secret', [bits, '--'], (path) => {
      expect(told(readFileSync(path))).toMatch(/^encrypted: .* asks for a password/);
    });
  });

  it('is held where somebody widened the permissions afterwards', async () => {
    await encrypted('', ['256', '--print=none', '--'], (path) => {
      const text = readFileSync(path, 'latin1');
      const widened = text.replace(
        /\/P -(\d+)/,
        (_, digits: string) => `/P -${'4'.padStart(digits.length, '0')}`,
      );
      expect(widened).not.toBe(text);
      expect(told(Buffer.from(widened, 'latin1'))).toMatch(
        /^encrypted: .*permissions were changed afterwards/,
      );
    });
  });

  it('is never repaired: what is cut off is held, and says both', async () => {
    await encrypted('', ['256', '--'], (path) => {
      const bytes = readFileSync(path);
      const moved = Buffer.concat([bytes.subarray(0, 20), Buffer.from('%\n'), bytes.subarray(20)]);
      expect(told(moved)).toMatch(/^encrypted: The file is encrypted, and damaged besides\. /);
    });
  });
});

describe('an encrypted PDF of another kind', () => {
  it.each([
    [
      'for certain people',
      '<</Filter/Adobe.PubSec/V 4/SubFilter/adbe.pkcs7.s5>>',
      /for certain people or programs/,
    ],
    [
      'of an unknown revision',
      '<</Filter/Standard/V 3/R 9/P -4/O(x)/U(x)>>',
      /in a way that is not known here/,
    ],
    [
      'with entries that are too short',
      '<</Filter/Standard/V 1/R 2/P -4/O(x)/U(x)>>',
      /in a way that is not known/,
    ],
  ])('is held: %s', (_name, encrypt, message) => {
    const pdf = buildPdf({ objects: letterObjects('x'), trailer: `/Root 1 0 R/Encrypt${encrypt}` });
    expect(told(pdf)).toMatch(/^encrypted: /);
    expect(told(pdf)).toMatch(message);
  });
});

describe('what decryption is made of', () => {
  it('RC4 agrees with the vectors that were published with it', () => {
    const vectors = [
      ['Key', 'Plaintext', 'bbf316e8d940af0ad3'],
      ['Wiki', 'pedia', '1021bf0420'],
    ] as const;
    for (const [key, plain, cipher] of vectors)
      expect(Buffer.from(rc4(Buffer.from(key), Buffer.from(plain))).toString('hex')).toBe(cipher);
  });

  it.each([
    ['(a\\(b\\)\\\\)', 'a(b)\\'],
    ['(\\53\\053\\0053)', '++\x053'],
    ['(a\\\r\nb\\\nc\\\rd)', 'abcd'],
    ['(a\r\nb\rc\nd)', 'a\nb\nc\nd'],
    ['(\\n\\r\\t\\b\\f\\x)', '\n\r\t\b\fx'],
    ['<48 6 5\n7>', 'Hep'],
    ['()', ''],
  ])('the bytes of %j are %j', (text, bytes) => {
    expect(Buffer.from(bytesOfString(text)).toString('latin1')).toBe(bytes);
  });
});
