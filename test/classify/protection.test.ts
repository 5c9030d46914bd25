import { describe, expect, it } from 'vitest';

import { decided, decideWith } from '../support/decided.ts';

describe('S11: specially protected data never leaves by e-mail', () => {
  it('S11: a document type of the category protected goes by post', () => {
    expect(decided({ documentType: 'ARZTANFRAGE' })).toBe('post by S11.document-type');
    expect(decided({ documentType: 'PERSONENSCHADEN' })).toBe('post by S11.document-type');
  });

  it.each(['KRANKEN', 'UNFALL', 'BU', 'PFLEGE', 'ZAHN', 'RISIKOLEBEN'])(
    'S11: personal insurance %s goes by post',
    (lineOfBusiness) => {
      expect(decided({ lineOfBusiness })).toBe('post by S11.line-of-business');
    },
  );

  it("S11: the core system's flag suffices by itself", () => {
    expect(decided({ protectedData: true })).toBe('post by S11.core-flag');
  });

  it('S11: a flag that nobody stated is not a no', () => {
    expect(decided({ protectedData: null })).toBe('post by S11.core-flag-missing');
    expect(decideWith({ protectedData: null }).flags).toContain('protection_flag_missing');
  });

  it('S11: any one signal makes the category protected', () => {
    expect(decideWith({ lineOfBusiness: 'KRANKEN' }).category).toBe('protected');
    expect(decideWith({ protectedData: true }).category).toBe('protected');
    expect(decideWith({ protectedData: null }).category).toBe('premium_invoice');
  });

  it('S11: it comes before a wrong form, an unknown code and a provision of the contract', () => {
    expect(
      decided({
        documentType: 'SCHWEIGEPFLICHTENTBINDUNG',
        lineOfBusiness: 'RAUMFAHRT',
        dispatchOverride: 'email_and_post',
        dispatchOverrideBasis: 'AVB § 7',
      }),
    ).toBe('post by S11.document-type');
  });

  it('S11: a code that the catalogue does not know is blocked by its words', () => {
    expect(decided({ documentType: 'ARZTBERICHT_NEU' })).toBe('post by S11.document-type');
    expect(decided({ lineOfBusiness: 'AUSLANDSKRANKEN' })).toBe('post by S11.line-of-business');
  });

  it('S11: life insurance is under § 203 StGB, unless Austrian law applies (L5)', () => {
    expect(decided({ lineOfBusiness: 'LEBEN' })).toBe('post by S11.life-secrecy');
    expect(decided({ lineOfBusiness: 'LEBEN', residenceCountry: null })).toBe('post by S11.life-secrecy');
    expect(decided({ lineOfBusiness: 'LEBEN', residenceCountry: 'AT' })).toBe('email by S10.eligible');
  });
});

describe('S8: whose protection need is unknown goes by post and is flagged', () => {
  it.each([
    ['documentType', 'NEUARTIG', 'post by S8.unknown-document-type', 'unknown_document_type'],
    ['documentType', null, 'post by S8.unknown-document-type', 'unknown_document_type'],
    ['documentType', 'beitragsrechnung', 'post by S8.unknown-document-type', 'unknown_document_type'],
    ['documentType', 'constructor', 'post by S8.unknown-document-type', 'unknown_document_type'],
    ['lineOfBusiness', 'RAUMFAHRT', 'post by S8.unknown-line-of-business', 'unknown_line_of_business'],
    ['lineOfBusiness', ' ', 'post by S8.unknown-line-of-business', 'unknown_line_of_business'],
  ])('S8: %s = %j', (column, value, expected, flag) => {
    const decision = decideWith({ [column]: value });
    expect(`${decision.result} by ${decision.decidingRule}`).toBe(expected);
    expect(decision.flags).toContain(flag);
  });

  it('S8: an unknown type has the category other and, as nobody knows better, an envelope of its own', () => {
    expect(decideWith({ documentType: 'NEUARTIG' })).toMatchObject({ category: 'other', neverBundle: true });
  });
});

describe('S10: contract post without specially protected data is eligible', () => {
  it.each([
    ['BEITRAGSRECHNUNG', 'premium_invoice'],
    ['KONTOAUSZUG', 'statement'],
    ['VERTRAGSINFORMATION', 'contract_notice'],
  ])('S10: %s (%s) goes by e-mail', (documentType, category) => {
    expect(decideWith({ documentType })).toMatchObject({ result: 'email', category });
  });

  it('S10: what is none of the three categories goes by post', () => {
    expect(decided({ documentType: 'SPERRMITTEILUNG' })).toBe('post by S10.category');
  });
});

describe('L1: what needs a signature or proof goes by post', () => {
  it('L1: by its type', () => {
    expect(decided({ documentType: 'ABTRETUNGSERKLAERUNG' })).toBe('post by L1.form-of-type');
    expect(decided({ documentType: 'DECKUNGSABLEHNUNG' })).toBe('post by L1.form-of-type');
  });

  it.each(['written', 'proof', 'fax', 'TEXT'])('L1: by the form %j of the document', (form) => {
    expect(decided({ form })).toBe('post by L1.form-of-document');
  });

  it('L1: the document can make its type stricter, never looser', () => {
    expect(decided({ form: 'text' })).toBe('email by S10.eligible');
    expect(decided({ documentType: 'DECKUNGSABLEHNUNG', form: 'text' })).toBe('post by L1.form-of-type');
  });
});

describe('L2: the qualified reminder lies alone in its envelope', () => {
  it('L2: it goes by post and is never bundled', () => {
    const decision = decideWith({ documentType: 'QUALIFIZIERTE_MAHNUNG' });
    expect(decision).toMatchObject({ result: 'post', neverBundle: true });
    expect(decision.rules).toContainEqual(
      expect.objectContaining({ rule: 'L2.own-envelope', outcome: 'fires' }),
    );
  });

  it('L2: ordinary documents may share an envelope', () => {
    expect(decideWith({ preferredContact: 'post' }).neverBundle).toBe(false);
  });
});

describe('L4: a high protection need goes by post', () => {
  it('L4: credit reports and extracts of claim files', () => {
    expect(decided({ documentType: 'BONITAETSAUSKUNFT' })).toBe('post by L4.high-protection');
    expect(decided({ documentType: 'REGULIERUNGSAKTE' })).toBe('post by L4.high-protection');
  });
});
