import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { readLetterTemplate } from '../../src/print/letter-template.ts';

const VALUES = { reference: 'R-1', contact: 'C', insurer: '{{reference}}', date: 'D' };

describe('letter template', () => {
  test.each(['block-notice.de.txt', 'block-notice.at.txt'])(
    '%s begins with a subject and is all filled in',
    async (file) => {
      const paragraphs = await readLetterTemplate(file, VALUES);
      expect(paragraphs[0]?.kind).toBe('subject');
      expect(new Set(paragraphs.map((paragraph) => paragraph.kind))).toEqual(
        new Set(['subject', 'text', 'heading', 'item', 'small']),
      );
      expect(paragraphs.some((paragraph) => paragraph.text.includes('R-1'))).toBe(true);
    },
  );

  test('a value is put in as it is, even when it looks like a placeholder', async () => {
    const paragraphs = await readLetterTemplate('block-notice.de.txt', VALUES);
    expect(paragraphs.some((paragraph) => paragraph.text === '{{reference}}')).toBe(true);
  });

  test('a placeholder without a value is named', async () => {
    await expect(readLetterTemplate('block-notice.de.txt', { insurer: 'X' })).rejects.toThrow(
      'got `{{contact}}`',
    );
  });

  test('a missing template is a fault of the installation', async () => {
    await expect(readLetterTemplate('none.txt', {})).rejects.toThrow(ConfigurationError);
  });
});
