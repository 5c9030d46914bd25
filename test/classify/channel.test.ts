import { describe, expect, it } from 'vitest';

import { parseCatalogue } from '../../src/classify/catalogue.ts';
import { createDecide } from '../../src/classify/decide.ts';
import type { PdfFindingCode } from '../../src/domain/document.ts';
import { decided, decideWith } from '../support/decided.ts';
import { BUSINESS_DATE, decisionContext, eligibleFacts, USABLE_ADDRESS } from '../support/facts.ts';
import { HOUSE_CATALOGUE_YAML } from '../support/house-catalogue.ts';

const EMAIL = 'email by S10.eligible';
const NO_ADDRESS = { ...USABLE_ADDRESS, postalCode: null };

describe('S3: what refused TLS lately goes by post without another try', () => {
  it.each([
    ['2026-12-24', 'post by S3.domain-without-tls'],
    ['2026-11-23', 'post by S3.domain-without-tls'],
    ['2026-11-22', EMAIL],
    ['2026-11-22T23:00:00Z', EMAIL],
    ['irgendwann', 'post by S3.domain-without-tls'],
  ])('S3: a record until %s, on 2026-11-23: %s', (until, expected) => {
    expect(decided({}, { domainWithoutTls: { domain: 'example.com', until } })).toBe(expected);
  });

  it('S3: the decision does not show the domain, which may be a name (L8)', () => {
    const decision = decideWith(
      {},
      { domainWithoutTls: { domain: 'beispielhuber.example', until: '2027-01-01' } },
    );
    expect(JSON.stringify(decision)).not.toContain('beispielhuber');
  });

  it('S3: a suppressed address gets post, and its reason may hold the address and is not shown (L8)', () => {
    const suppressed = { addressSuppressed: { reason: '550 5.1.1 <a.b@example.com> unknown' } };
    expect(decided({}, suppressed)).toBe('post by S3.address-suppressed');
    expect(JSON.stringify(decideWith({}, suppressed))).not.toContain('a.b@example.com');
  });

  it('S6: without a record, as with a changed address, it is e-mail again', () => {
    expect(decided({ emailAddress: 'neu@anderswo.example' })).toBe(EMAIL);
  });
});

describe('S17: the channel can be closed for a time', () => {
  it('S17: by a person', () => {
    expect(decided({}, { channelClosed: { reason: 'relay is being moved' } })).toBe(
      'post by S17.channel-closed',
    );
  });

  it.each([
    ["{ from: '2026-11-23', reason: fault, by: B. Betrieb }", 'post by S17.channel-closed'],
    [
      "{ from: '2026-11-01', until: '2026-11-23', reason: fault, by: B. Betrieb }",
      'post by S17.channel-closed',
    ],
    ["{ from: '2026-11-01', until: '2026-11-22', reason: fault, by: B. Betrieb }", EMAIL],
    ["{ from: '2026-11-24', reason: fault, by: B. Betrieb }", EMAIL],
  ])('S17: by the switch %s of the catalogue, on 2026-11-23: %s', (written, expected) => {
    const decide = createDecide(
      parseCatalogue(HOUSE_CATALOGUE_YAML.replace('channelSwitches: []', `channelSwitches: [${written}]`)),
    );
    const { result, decidingRule } = decide(eligibleFacts(), decisionContext());
    expect(`${result} by ${decidingRule}`).toBe(expected);
  });

  it.each([
    ['2026-11-24', '2026-11-30', EMAIL],
    ['2026-11-23', '2026-11-30', 'post by S17.maintenance-window'],
    ['2026-11-01', '2026-11-23', 'post by S17.maintenance-window'],
    ['2026-11-01', '2026-11-22', EMAIL],
  ])('S17: by maintenance from %s until %s, on 2026-11-23: %s', (from, until, expected) => {
    const decide = createDecide(
      parseCatalogue(
        HOUSE_CATALOGUE_YAML.replace(
          'maintenanceWindows: []',
          `maintenanceWindows: [{ from: '${from}', until: '${until}', reason: move }]`,
        ),
      ),
    );
    const { result, decidingRule } = decide(eligibleFacts(), decisionContext());
    expect(`${result} by ${decidingRule}`).toBe(expected);
  });
});

describe('S16, L5: paper besides the e-mail only on a named basis', () => {
  it('S16: one channel, no copy', () => {
    expect(decideWith({}).paperCopy).toBeNull();
  });

  it('L5: life and pension policies in Austria go additionally on paper', () => {
    const life = { documentType: 'STANDMITTEILUNG', lineOfBusiness: 'RENTE', residenceCountry: 'AT' };
    expect(decideWith(life)).toMatchObject({
      result: 'email',
      jurisdiction: 'AT',
      paperCopy: { basis: '§ 5a, § 3 VersVG' },
    });
    expect(decideWith({ residenceCountry: 'AT' }).paperCopy).toBeNull();
  });

  it('L5, S19: two bases are both named', () => {
    expect(
      decideWith({
        lineOfBusiness: 'LEBEN',
        residenceCountry: 'AT',
        dispatchOverride: 'email_and_post',
        dispatchOverrideBasis: 'AVB § 7',
      }).paperCopy,
    ).toEqual({ basis: 'AVB § 7; § 5a, § 3 VersVG' });
  });

  it('L5: Austria needs the consent, too', () => {
    expect(decided({ lineOfBusiness: 'LEBEN', residenceCountry: 'AT', consentGivenOn: null })).toBe(
      'post by S9.consent-missing',
    );
  });
});

describe('D1: what the core system has taken back does not leave', () => {
  it('D1: cancelled, whatever else stands against it', () => {
    expect(
      decided(
        { withdrawnAt: '2026-11-22T10:00:00Z', lineOfBusiness: 'KRANKEN', recipient: NO_ADDRESS },
        { pdf: { fit: false, bytes: 0, sha256: null, finding: { code: 'missing', message: 'no PDF' } } },
      ),
    ).toBe('cancelled by D1.withdrawn');
  });

  it('D1: empty text is no withdrawal', () => {
    expect(decided({ withdrawnAt: ' ' })).toBe(EMAIL);
  });

  it('D1: a withdrawal that cannot be read is held, as it may be one', () => {
    expect(decided({ defects: [{ column: 'withdrawn_at', expected: 'a time', found: 'object' }] })).toBe(
      'held by D1.withdrawal-unreadable',
    );
  });
});

describe('D2: a PDF that nobody can read is held', () => {
  it.each(['missing', 'damaged', 'encrypted', 'changed'] satisfies PdfFindingCode[])('D2: %s', (code) => {
    const decision = decideWith(
      {},
      { pdf: { fit: false, bytes: 3, sha256: null, finding: { code, message: 'of the PDF' } } },
    );
    expect(decision).toMatchObject({ result: 'held', decidingRule: 'D2.pdf-unfit' });
    expect(decision.rules).toContainEqual({
      rule: 'D2.pdf-unfit',
      outcome: 'fires',
      detail: `the PDF is unfit: ${code}. of the PDF`,
    });
  });
});

describe('D3: paper needs an address', () => {
  it('D3: post without a usable address is held, and says what is missing', () => {
    const decision = decideWith({ preferredContact: 'post', recipient: NO_ADDRESS });
    expect(decision).toMatchObject({ result: 'held', decidingRule: 'D3.postal-address' });
    expect(decision.rules).toContainEqual({
      rule: 'D3.postal-address',
      outcome: 'fires',
      detail: 'no usable postal address: no postal code',
    });
  });

  it('D3: e-mail needs none, but is flagged, as it could still fall back to post', () => {
    const decision = decideWith({ recipient: NO_ADDRESS });
    expect(decision).toMatchObject({ result: 'email', flags: ['no_usable_postal_address'] });
  });

  it('D3, L5: paper that the law asks for belongs to the e-mail: without an address both wait', () => {
    expect(decided({ lineOfBusiness: 'LEBEN', residenceCountry: 'AT', recipient: NO_ADDRESS })).toBe(
      'held by D3.postal-address',
    );
  });
});

describe('D4, D5: facts that cannot be trusted prove nothing', () => {
  it('D4: a defect in any column is post, and its values are not shown', () => {
    const defects = [
      { column: 'recipient_city', expected: 'a text', found: 'object' },
      { column: 'Anna Beispiel', expected: 'a text', found: 'Anna' },
    ];
    const decision = decideWith({ defects });
    expect(decision).toMatchObject({ result: 'post', decidingRule: 'D4.defects' });
    expect(decision.flags).toContain('unreadable_columns');
    expect(JSON.stringify(decision)).not.toContain('Anna');
  });

  it('D5: without a contract it is post', () => {
    expect(decided({ contractId: null })).toBe('post by D5.contract-missing');
  });
});

it('everything eligible goes by e-mail on the night that the tests assume', () => {
  expect(decided({}, { businessDate: BUSINESS_DATE })).toBe(EMAIL);
});
