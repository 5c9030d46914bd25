import { describe, expect, it } from 'vitest';
import { createFindSensitive } from '../../../src/classify/guards/find-sensitive.ts';
import { labelledTexts } from '../../bench/guards/labelled-texts.ts';
import { measureGuard } from '../../bench/guards/measure.ts';

const find = createFindSensitive(new Map());

describe('S11: the guard on labelled letters', () => {
  it('has at least 300 of them, none twice', () => {
    const texts = labelledTexts().map(({ text }) => text);
    expect(texts.length).toBeGreaterThanOrEqual(300);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it.each(['tuned', 'held out'] as const)(
    '%s: finds 99 of 100 protected ones and accuses one invoice of 100 at most',
    (half) => {
      const figures = measureGuard(half);
      expect(figures.recall).toBeGreaterThanOrEqual(0.99);
      expect(figures.falseAlarmsOnInvoices).toBeLessThanOrEqual(0.01);
    },
  );
});

describe('S11: the guard', () => {
  it.each([
    ['ligatures', 'Der Beﬁnd ist da: Ihr Hausarzt bestätigt die Erkrankung, Operation empfohlen.'],
    ['a word broken at the end of a line', 'Die Rechnung für die psycho-\nlogische Beratung liegt vor.'],
    ['PDFium’s mark of such a break', 'Ihre Kranken\u0002\r\nkasse hat geantwortet.'],
    ['decomposed umlauts', 'ärztliches Zeugnis'.normalize('NFD')],
    ['capitals', 'SCHMERZENSGELD'],
  ])('reads through %s', (_what, text) => {
    expect(find(text)).not.toEqual([]);
  });

  it.each([
    'Ihr Tarif T23.5 und Klausel B12.1 bleiben gleich.',
    'Fahrzeuge der Klassen E10, F32 und C63; Fehlercode P01.2.',
    'Paket M54.5 ist lieferbar.',
  ])('takes no code for a diagnosis that is none: %s', (text) => {
    expect(find(text)).toEqual([]);
  });

  it('knows a diagnosis by its code', () => {
    expect(find('Rechnung vom 3. Mai, Dg. J45.9 G, 88 EUR')).toContain('diagnosis');
  });

  it('lets a list of products pass, and not a letter about one of them', () => {
    expect(find('Wir bieten Haftpflicht-, Hausrat-, Unfall- und Krankenversicherung.')).toEqual([]);
    expect(find('Der Beitrag zu Ihrer Unfallversicherung wird fällig.')).toEqual(['accident_insurance']);
  });

  it('counts the insurer’s own words too, and still its own without them', () => {
    const own = createFindSensitive(new Map([['special_category', ['Zunftbruder*']]]));
    expect(own('Als Zunftbrüderschaft')).toEqual([]);
    expect(own('Als Zunftbruderschaftsmitglied')).toEqual(['special_category']);
    expect(own('Ihr Schmerzensgeld')).toEqual(['personal_injury']);
  });
});
