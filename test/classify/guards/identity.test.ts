import { describe, expect, it } from 'vitest';
import { contractCandidates } from '../../../src/classify/guards/contract-candidates.ts';
import { namesContract, namesPerson, ownIdentity } from '../../../src/classify/guards/identity.ts';
import { eligibleFacts } from '../../support/facts.ts';

describe('D6: a contract number', () => {
  it.each(['K-12345678/90', 'K 12345678 / 90', 'K-1234\n5678/90', 'k12345678-90', 'Nr. K-12 345 678/90.'])(
    'is recognised as %j',
    (written) => {
      expect(namesContract(`Vertrag ${written} vom Mai`, 'K-12345678/90')).toBe(true);
    },
  );

  it('is not recognised inside a longer one, nor where only a part of it stands', () => {
    expect(namesContract('K-12345678/901', 'K-12345678/90')).toBe(false);
    expect(namesContract('K-12345678', 'K-12345678/90')).toBe(false);
  });

  it('that is too short proves nothing', () => {
    expect(namesContract('V-1 und V-1', 'V-1')).toBe(false);
  });
});

describe('D6: a policyholder', () => {
  it.each([
    ['Frau\nDr. Annegret Beispielhuber', 'Frau Dr. Annegret\r\nBeispielhuber'],
    ['Herr\nJörg Müßiggang', 'MUESSIGGANG, JOERG'],
    ['Herr\nJosé Núñez', 'Jose Nunez'],
    ['Frau\nAnna-Lena Groß-Fink', 'Anna Lena Gross Fink'],
    ['Muster & Söhne GmbH\nEinkauf Süd', 'Muster und Söhne, Muster & Soehne GmbH'],
    ['Frau\nMaria Magdalena Oberlechner', 'Maria Oberlechner'],
    ['Frau\nSoﬁe Fink-Aﬀelt', 'Sofie Fink-Affelt'],
  ])('%j is found in %j', (name, text) => {
    expect(namesPerson(`An ${text}, wohnhaft`, name)).toBe(true);
  });

  it('is not found by a surname alone, nor by somebody else’s name', () => {
    expect(namesPerson('Familie Beispielhuber', 'Frau\nAnnegret Beispielhuber')).toBe(false);
    expect(namesPerson('Anna Müller', 'Frau\nAnna Möller')).toBe(false);
  });

  it('suffices where the contract is not named', () => {
    const facts = eligibleFacts({ contractId: 'K-12345678/90' });
    expect(ownIdentity('Annegret Beispielhuber', facts)).toBe('policyholder');
    expect(ownIdentity('Vertrag K-12345678/90', facts)).toBe('contract');
    expect(ownIdentity('Vertrag K-12345678/91', facts)).toBe('nobody');
  });
});

describe('D6: numbers that may be another contract', () => {
  it('have the form of the own one, and are written like it', () => {
    const text = 'Ihr Vertrag K-12345678/90, nicht H 8765 4321/17 und H-87654321 / 17; Telefon 0341 12345678';
    expect(contractCandidates(text, 'K-12345678/90', [])).toEqual(['H-87654321/17']);
  });

  it('are found by the insurer’s own patterns as well', () => {
    expect(contractCandidates('Polizze LV4711, K-12345678/90', 'K-12345678/90', [/LV\d{4}/gu])).toEqual([
      'LV4711',
    ]);
  });

  it('are none where the own number says nothing', () => {
    expect(contractCandidates('V-1 V-2 V-3', 'V-1', [])).toEqual([]);
  });
});
