import { describe, expect, it } from 'vitest';
import { readReport } from '../../../src/email/bounce/read-report.ts';
import { agreementOf, compareCorpus, corpusIsThere } from './agreement.ts';
import { dsn, mail } from './mails.ts';

describe('real bounces', () => {
  it.skipIf(!corpusIsThere())(
    'agree in kind and status with what is expected, at least 98 %, and nothing is taken for a failure that is none (skipped without ../shared/data/bounce-dev)',
    () => {
      const { lines, kind, kindAndStatus, falseFailures } = agreementOf(compareCorpus());
      expect(falseFailures).toBe(0);
      expect(kind / lines).toBeGreaterThanOrEqual(0.98);
      expect(kindAndStatus / lines).toBeGreaterThanOrEqual(0.98);
    },
  );

  it.skipIf(!corpusIsThere())('agree in either half of the corpus, so that no half carries the other', () => {
    const all = compareCorpus();
    for (const half of [0, 1]) {
      const { lines, kindAndStatus } = agreementOf(all.filter((_each, index) => index % 2 === half));
      expect(kindAndStatus / lines).toBeGreaterThanOrEqual(0.97);
    }
  });
});

describe('a report with its machine-readable part (RFC 3464)', () => {
  it('is read by action and status, with ENVID, original recipient and the returned Message-ID', () => {
    const report = readReport(
      dsn({ action: 'failed', status: '5.1.1', diagnostic: 'smtp; 550 5.1.1 unknown', envelopeId: 'a+2Bb' }),
    );
    expect(report).toMatchObject({
      kind: 'failed',
      source: 'delivery-status',
      envelopeId: 'a+b',
      originalMessageId: '<letter@versicherung.example>',
      originalTo: 'kunde@mail.example',
      recipients: [
        { status: '5.1.1', cause: '5.1.1', doubt: null, originalRecipient: 'kunde+x@mail.example' },
      ],
    });
  });

  it.each([
    ['4.7.5', 'X-Postfix; Server certificate not verified'],
    ['5.7.4', 'X-Postfix; TLS is required, but was not offered by host mx.example[192.0.2.1]'],
    [
      '4.7.0',
      'X-Postfix; TLS is required, but host mx.example[192.0.2.1] refused to start TLS: 454 TLS not available',
    ],
    ['5.7.10', 'smtp; 550 5.7.10 Encryption needed'],
    [
      '5.0.0',
      'smtp; 550 MinimumTlsRequirementNotMetError: Expected at least TLS1_0 but got TLS_NONE (5.0.0)',
    ],
  ])('S3: status %s given up for want of TLS is a TLS failure', (status, diagnostic) => {
    expect(readReport(dsn({ action: 'failed', status, diagnostic })).kind).toBe('tls');
  });

  it.each([
    ['5.7.509', 'smtp; 550 5.7.509 Access denied, sending domain does not pass DMARC verification'],
    ['5.7.54', 'smtp; 550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain'],
    ['5.1.1', 'smtp; 550 5.1.1 <tls-required@mail.example>: unknown'],
  ])('status %s is none', (status, diagnostic) => {
    expect(readReport(dsn({ action: 'failed', status, diagnostic })).kind).toBe('failed');
  });

  it('is delayed while it is still being tried, for want of TLS too', () => {
    const report = readReport(
      dsn({ action: 'delayed', status: '4.7.5', diagnostic: 'X-Postfix; Server certificate not verified' }),
    );
    expect(report.kind).toBe('delayed');
  });

  it.each([
    [
      '4.4.2',
      'smtp; lost connection with mx.example while sending end of data -- message may be sent more than once',
    ],
    ['5.4.2', 'smtp; bad connection'],
    ['4.0.0', 'smtp; conversation timed out, message may be sent more than once'],
    ['2.0.0', 'smtp; 250 ok'],
  ])('is doubted when it says %s: %s', (status, diagnostic) => {
    const [recipient] = readReport(dsn({ action: 'failed', status, diagnostic })).recipients;
    expect(recipient).toMatchObject({ kind: 'failed' });
    expect(recipient?.doubt).not.toBeNull();
  });

  it.each([
    ['delivered', '2.0.0'],
    ['relayed', '2.1.9'],
    ['expanded', '2.0.0'],
  ])('of action %s is no failure', (action, status) => {
    expect(readReport(dsn({ action, status, diagnostic: '' })).kind).toBe('relayed');
  });

  it('with an action that nobody knows is a failure by its class only', () => {
    expect(readReport(dsn({ action: 'vanished', status: '4.0.0', diagnostic: '' })).kind).toBe('delayed');
    expect(readReport(dsn({ action: 'vanished', status: '5.0.0', diagnostic: '' })).kind).toBe('failed');
  });

  it('that states nothing definite takes its cause from the words of the last server', () => {
    const [recipient] = readReport(
      dsn({ action: 'failed', status: '5.0.0', diagnostic: 'smtp; 552 5.2.2 mailbox over quota' }),
    ).recipients;
    expect(recipient).toMatchObject({ status: '5.0.0', cause: '5.2.2' });
  });

  it('is the same with every kind of line end', () => {
    const lf = dsn({ action: 'failed', status: '5.2.2', diagnostic: 'smtp; 552 5.2.2 full' }).toString();
    const kinds = ['\n', '\r\n', '\r'].map((end) => readReport(Buffer.from(lf.replaceAll('\n', end))));
    expect(kinds[1]).toEqual(kinds[0]);
    expect(kinds[2]).toEqual(kinds[0]);
  });
});

describe('a report in words', () => {
  it.each([
    [
      'GMX and 1&1',
      mail(
        {
          From: 'MAILER-DAEMON@kundenserver.example',
          Subject: 'Mail delivery failed: returning message to sender',
        },
        'This message was created automatically by mail delivery software.\n\nA message that you have sent could not be delivered to one or more\nrecipients. This is a permanent error. The following address failed:\n\nkunde@mail.example\n\nFor the following reason:\n\nMail size limit exceeded. For explanation visit\nhttp://postmaster.example/de\n\n--- The header of the original message is following. ---\n\nMessage-ID: <letter@versicherung.example>\nTo: kunde@mail.example',
      ),
      'failed',
      '5.3.4',
    ],
    [
      'a German server',
      mail(
        {
          'Return-Path': '<>',
          From: 'Postmaster <postmaster@firma.example>',
          Subject: 'Unzustellbar: Neue Nachricht',
        },
        'Ihre Nachricht konnte dem folgenden Empfänger nicht zugestellt werden:\n\nkunde@mail.example\nDer Empfänger ist unbekannt.',
      ),
      'failed',
      '5.1.1',
    ],
    [
      'Exim, which has not given up',
      mail(
        {
          'Return-Path': '<>',
          From: 'Mail Delivery System <Mailer-Daemon@mail.example>',
          Subject: 'Warning: message 1abc delayed 24 hours',
          'X-Failed-Recipients': 'kunde@mail.example',
        },
        'A message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 hours on the queue on mail.example.\n\n  kunde@mail.example\n    host mx.example [192.0.2.1]: 450 4.2.2 mailbox full\n\nNo action is required on your part. Delivery attempts will continue for\nsome time, and this warning may be repeated.',
      ),
      'delayed',
      '4.2.2',
    ],
    [
      'sendmail, which warns',
      mail(
        {
          From: 'Mail Delivery Subsystem <MAILER-DAEMON@mail.example>',
          Subject: 'Warning: could not send message for past 4 hours',
        },
        '   ----- The following addresses had transient non-fatal errors -----\n<kunde@mail.example>\n\n   ----- Transcript of session follows -----\n<kunde@mail.example>... Deferred: Connection timed out with mx.example.\nWarning: message still undelivered after 4 hours\nWill keep trying until message is 5 days old',
      ),
      'delayed',
      null,
    ],
  ] as const)('of %s is understood', (_who, bytes, kind, status) => {
    const report = readReport(bytes);
    expect(report.kind).toBe(kind);
    expect(report.recipients[0]?.finalRecipient).toBe('kunde@mail.example');
    if (status !== null) expect(report.recipients[0]?.status).toBe(status);
  });
});

describe('what is no report', () => {
  it.each([
    [
      'an out-of-office note',
      { 'Auto-Submitted': 'auto-replied', Subject: 'Abwesenheitsnotiz: Neue Nachricht' },
      'Ich bin im Urlaub. Ihre Nachricht wird nicht weitergeleitet und konnte nicht zugestellt werden.',
    ],
    [
      'one from the void',
      { 'Return-Path': '<>', Subject: 'Automatische Antwort: Neue Nachricht' },
      'Postfach voll? Ich bin nicht da.',
    ],
    [
      'one in English',
      { 'Return-Path': '<>', Subject: 'Automatic reply: Nachricht' },
      'I am out of the office. Mail could not be delivered to me.',
    ],
    ['a receipt', { Subject: 'Eingangsbestätigung' }, 'Wir haben Ihre Nachricht erhalten.'],
  ])('%s is an auto-reply', (_what, headers, body) => {
    expect(readReport(mail({ From: 'Kunde <kunde@mail.example>', ...headers }, body)).kind).toBe(
      'auto-reply',
    );
  });

  it.each([
    [
      'a question of a customer',
      { Subject: 'Re: Neue Nachricht zu Ihrem Vertrag' },
      'Die letzte E-Mail konnte nicht zugestellt werden: 550 5.1.1 user unknown. Was ist da los?',
    ],
    [
      'a complaint of a customer about a failure',
      { Subject: 'Mail delivery failed' },
      'Warum steht hier 550 5.1.1 User unknown?',
    ],
    ['nothing', {}, ''],
  ])('%s is not a bounce', (_what, headers, body) => {
    expect(readReport(mail({ From: 'Kunde <kunde@mail.example>', ...headers }, body)).kind).toBe(
      'not-a-bounce',
    );
  });

  it('a person who forwards a report as an attachment is not a bounce', () => {
    const inner = dsn({ action: 'failed', status: '5.1.1', diagnostic: '' }).toString();
    const forwarded = mail(
      {
        From: 'Kunde <kunde@mail.example>',
        Subject: 'schaut mal',
        'Content-Type': 'multipart/mixed; boundary="x"',
      },
      `--x\nContent-Type: text/plain\n\nDas kam zurück.\n--x\nContent-Type: message/rfc822\n\n${inner}\n--x--`,
    );
    expect(readReport(forwarded).kind).toBe('not-a-bounce');
  });

  it('a complaint (RFC 5965) is one', () => {
    const complaint = mail(
      {
        From: 'fbl@mail.example',
        'Content-Type': 'multipart/report; report-type=feedback-report; boundary="x"',
      },
      '--x\nContent-Type: text/plain\n\nabuse\n--x\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n--x--',
    );
    expect(readReport(complaint).kind).toBe('complaint');
  });
});
