import { describe, expect, it } from 'vitest';
import { asciiFileName, contentDisposition, safeFileName } from '../../src/email/attachment-name.ts';

describe('the name of an attachment', () => {
  it.each([
    ['Beitragsrechnung.pdf', 'Beitragsrechnung.pdf'],
    ['Beitragsrechnung', 'Beitragsrechnung.pdf'],
    ['Prämie 2027.PDF', 'Prämie 2027.pdf'],
    ['../../etc/passwd', '_.._etc_passwd.pdf'],
    ['C:\\Windows\\a.exe', 'C__Windows_a.exe.pdf'],
    ['a\r\nb"c', 'a b_c.pdf'],
    ['  ..  ', 'Dokument.pdf'],
    ['', 'Dokument.pdf'],
    ['rechnung\u202efdp.exe', 'rechnung fdp.exe.pdf'],
    ['a'.repeat(300), `${'a'.repeat(100)}.pdf`],
  ])('of %j is %j', (given, safe) => {
    expect(safeFileName(given)).toBe(safe);
  });

  it.each([
    ['Prämie für Größe.pdf', 'Praemie fuer Groesse.pdf'],
    ['Ösel Łódź.pdf', 'Oesel _odz.pdf'],
    ['保険.pdf', '__.pdf'],
    ['a＂; filename=＂b.exe', 'a_; filename=_b.exe.pdf'],
    ['\ua9b3.pdf', 'Dokument.pdf'],
  ])('of %s has the ASCII form %s', (name, ascii) => {
    expect(asciiFileName(name)).toBe(ascii);
  });

  it('is given once where it is ASCII, and by RFC 2231 besides where it is not', () => {
    expect(contentDisposition('a.pdf')).toBe('attachment;\r\n filename="a.pdf"');
    expect(contentDisposition("Prämie (2'027).pdf")).toBe(
      "attachment;\r\n filename=\"Praemie (2'027).pdf\";\r\n filename*=UTF-8''Pr%C3%A4mie%20%282%27027%29.pdf",
    );
  });
});
