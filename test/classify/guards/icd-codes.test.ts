import { describe, expect, it } from 'vitest';
import { holdsDiagnosisCode } from '../../../src/classify/guards/icd-codes.ts';

const FILLER = 'Wir danken Ihnen und grüßen Sie.';

describe('S11: a diagnosis as a code', () => {
  it.each([
    ['with its certainty', 'J45.9 G'],
    ['with its certainty close by', 'J45.9G'],
    ['with its certainty and side', 'M17.1 V R'],
    ['with an exclamation and its certainty', 'Z07.1! G'],
    ['two digits behind the point', 'F32.11 Z'],
    ['a hyphen behind the point', 'E11.- A'],
    ['a word before it', 'Diagnose: J45'],
    ['a word behind it', 'J45 laut Befund'],
    ['ICD before it', 'ICD J45.9'],
    ['short for diagnosis', 'Dg. J45'],
    ['short in English', 'Dx J45'],
    ['an illness', 'Erkrankung C50'],
    ['another word for it', 'Krankheit C50'],
    ['complaints', 'Beschwerden M54'],
    ['a suffering', 'Leiden M54'],
    ['a treatment', 'Behandlung wegen M54'],
    ['a therapy', 'Therapie M54'],
    ['a patient', 'Patient mit M54'],
    ['behind a code that is none', 'Tarif T23. Diagnose J45'],
  ])('is known by %s', (_what, text) => {
    expect(holdsDiagnosisCode(`${FILLER} ${text} ${FILLER}`)).toBe(true);
    expect(holdsDiagnosisCode(text)).toBe(true);
  });

  it.each([
    ['nothing beside it', 'J45.9'],
    ['no point and a certainty that may be a word', 'J45 G'],
    ['a letter that is none', 'U45.9 G'],
    ['one digit', 'J4.9 G'],
    ['three digits', 'J453 G'],
    ['a letter before it', 'XJ45.9 G'],
    ['a digit before it', '1J45.9 G'],
    ['a stroke before it', '/J45.9 G'],
    ['a point before it', '.J45.9 G'],
    ['a hyphen before it', '-J45.9 G'],
    ['a longer word behind it', 'J45.9 Gut'],
    ['a longer number behind it', 'J45.987 G'],
    ['a small letter', 'j45.9 G'],
    ['a word far away', `Diagnose ${'x '.repeat(70)} J45`],
    ['a word far behind', `J45 ${'x '.repeat(70)} Diagnose`],
    ['part of another word', 'Begleidenheit J45'],
    ...[
      'Tarif',
      'Typ',
      'Klausel',
      'Klasse',
      'Baustein',
      'Modul',
      'Position',
      'Artikel',
      'Formular',
      'Form',
      'Autobahn',
      'Ausfahrt',
      'Fehlercode',
      'Regionalklasse',
      'Code',
      'Raum',
      'Gebäude',
      'Gebaeude',
      'Halle',
      'Etage',
      'Bauteil',
    ].map((word) => [`${word} before it`, `Diagnose. ${word} J45.9 G`]),
  ])('is not seen with %s', (_what, text) => {
    expect(holdsDiagnosisCode(text ?? '')).toBe(false);
  });
});
