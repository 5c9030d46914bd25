import { mail } from './mails.ts';
import type { ExpectedReport } from './expected-report.ts';

const DAEMON = { 'Return-Path': '<>', To: 'bounce@versicherung.example' } as const;
const RETURNED = 'Message-ID: <letter@versicherung.example>\nTo: kunde@mail.example\nSubject: Neue Nachricht';

/** A report with the three parts of RFC 6522. */
function threeParts(from: string, subject: string, words: string, status: string): Buffer {
  return mail(
    {
      ...DAEMON,
      From: from,
      Subject: subject,
      'MIME-Version': '1.0',
      'Content-Type': 'multipart/report; report-type=delivery-status; boundary="=_b"',
    },
    [
      `--=_b\nContent-Type: text/plain; charset=utf-8\n\n${words}\n`,
      `--=_b\nContent-Type: message/delivery-status\n\n${status}\n`,
      `--=_b\nContent-Type: message/rfc822\n\n${RETURNED}\n\nGuten Tag\n`,
      '--=_b--',
    ].join('\n'),
  );
}

/** Failures as mail systems that German and Austrian customers use put them; written for this test, in their manner. */
export const REPORTS_OF_FAILURES: readonly ExpectedReport[] = [
  {
    of: 'Microsoft 365 in German, three parts',
    kind: 'failed',
    cause: '5.1.10',
    bytes: threeParts(
      'Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@firma.example>',
      'Unzustellbar: Neue Nachricht zu Ihrem Vertrag',
      'Ihre Nachricht an kunde@mail.example konnte nicht zugestellt werden.\nkunde wurde bei mail.example nicht gefunden.',
      'Reporting-MTA: dns;FR0P281MB1234.DEUP281.PROD.OUTLOOK.COM\nReceived-From-MTA: dns;mail.versicherung.example\n\nFinal-Recipient: rfc822;kunde@mail.example\nAction: failed\nStatus: 5.1.10\nDiagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient kunde@mail.example not found by SMTP address lookup',
    ),
  },
  {
    of: 'Microsoft 365, the mailbox over its quota',
    kind: 'failed',
    cause: '5.2.2',
    bytes: threeParts(
      'postmaster@firma.example',
      'Unzustellbar: Neue Nachricht zu Ihrem Vertrag',
      'Das Postfach des Empfängers ist voll und kann derzeit keine Nachrichten annehmen.',
      'Reporting-MTA: dns;AM0PR01MB1.eurprd01.prod.exchangelabs.com\n\nFinal-Recipient: rfc822;kunde@mail.example\nAction: failed\nStatus: 5.2.0\nDiagnostic-Code: smtp;554 5.2.0 STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded; Failed to process message due to a permanent exception',
    ),
  },
  {
    of: 'Exchange in German, words only',
    kind: 'failed',
    cause: '5.1.10',
    bytes: mail(
      {
        ...DAEMON,
        From: 'Microsoft Outlook <postmaster@firma.example>',
        Subject: 'Unzustellbar: Neue Nachricht zu Ihrem Vertrag',
      },
      "Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:\n\nkunde@mail.example\nDie eingegebene E-Mail-Adresse konnte nicht gefunden werden. Überprüfen Sie die E-Mail-Adresse des Empfängers, und versuchen Sie, die Nachricht erneut zu senden.\n\nDiagnoseinformationen für Administratoren:\n\nGenerierender Server: ex01.firma.example\n\nkunde@mail.example\nRemote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'\n\nUrsprüngliche Nachrichtenkopfzeilen:\n\n" +
        RETURNED,
    ),
  },
  {
    of: 'Exchange 2003 in German, words only',
    kind: 'failed',
    cause: '5.1.1',
    bytes: mail(
      {
        ...DAEMON,
        From: 'Systemadministrator <postmaster@firma.example>',
        Subject: 'Unzustellbar: Neue Nachricht',
      },
      'Ihre Nachricht hat einige oder alle Empfänger nicht erreicht.\n\n      Betreff:\tNeue Nachricht\n      Gesendet am:\t23.11.2026 22:15\n\nFolgende(r) Empfänger kann/können nicht erreicht werden:\n\n      kunde@mail.example am 23.11.2026 22:15\n            Das E-Mail-Konto ist in der Organisation nicht vorhanden, an die diese Nachricht gesendet wurde.\n            < mx.firma.example #5.1.1 smtp; 550 5.1.1 unknown>',
    ),
  },
  {
    of: 'GMX and web.de, a reply of two lines',
    kind: 'failed',
    cause: '5.1.1',
    bytes: mail(
      {
        ...DAEMON,
        From: 'mailer-daemon@gmx.example (GMX Mailer Daemon)',
        Subject: 'Mail delivery failed: returning message to sender',
      },
      'This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\nkunde@mail.example:\nSMTP error from remote server for RCPT TO command, host: mx00.mail.example (192.0.2.9) reason: 550-Requested action not taken: mailbox unavailable\n550 For explanation visit http://postmaster.example/error-messages?ip=192.0.2.9\n\n--- The header of the original message is following. ---\n\n' +
        RETURNED,
    ),
  },
  {
    of: 'web.de, the mailbox full, in German',
    kind: 'failed',
    cause: '5.2.2',
    bytes: mail(
      {
        ...DAEMON,
        From: 'WEB.DE Mailer Daemon <mailer-daemon@web.example>',
        Subject: 'Unzustellbare Nachricht / Message undeliverable',
      },
      'Diese Nachricht wurde automatisch erzeugt.\n\nIhre E-Mail konnte an folgenden Empfänger leider nicht zugestellt werden:\n\nkunde@mail.example\n\nGrund: Der Speicherplatz des Empfängers ist erschöpft.\n\n--- Kopfzeilen der ursprünglichen Nachricht ---\n\n' +
        RETURNED,
    ),
  },
  {
    of: 'T-Online',
    kind: 'failed',
    cause: '5.1.1',
    bytes: mail(
      {
        ...DAEMON,
        From: 'Mail Delivery System <mailer-daemon@t-online.example>',
        Subject: 'mail failed, returning to sender',
      },
      '|------------------------- Message log follows: -------------------------|\n no valid recipients were found for this message\n|------------------------- Failed addresses follow: ---------------------|\n <kunde@mail.example> ... unknown user\n|------------------------- Message text follows: ------------------------|\n' +
        RETURNED,
    ),
  },
  {
    of: 'Gmail in German, words only',
    kind: 'failed',
    cause: '5.1.1',
    bytes: mail(
      {
        ...DAEMON,
        From: 'Mail Delivery Subsystem <mailer-daemon@googlemail.example>',
        Subject: 'Delivery Status Notification (Failure)',
        'X-Failed-Recipients': 'kunde@mail.example',
        'Auto-Submitted': 'auto-replied',
      },
      "** Adresse nicht gefunden **\n\nIhre Nachricht wurde nicht an kunde@mail.example zugestellt, weil die Adresse nicht gefunden wurde oder keine E-Mails empfangen kann.\n\nHier erhalten Sie weitere Informationen: https://support.google.example/mail/?p=NoSuchUser\n\nAntwort:\n\n550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos or unnecessary spaces.",
    ),
  },
  {
    of: 'Yahoo',
    kind: 'failed',
    cause: '5.1.1',
    bytes: mail(
      { ...DAEMON, From: 'MAILER-DAEMON@yahoo.example', Subject: 'Failure Notice' },
      "Sorry, we were unable to deliver your message to the following address.\n\n<kunde@mail.example>:\n554: delivery error: dd This user doesn't have a yahoo.example account (kunde@mail.example) [0] - mta1234.mail.ir2.yahoo.example\n\n--- Below this line is a copy of the message.\n\n" +
        RETURNED,
    ),
  },
  {
    of: 'Postfix with a German template, words only',
    kind: 'failed',
    cause: '5.1.1',
    bytes: mail(
      {
        ...DAEMON,
        From: 'MAILER-DAEMON@firma.example (Mail Delivery System)',
        Subject: 'Nachricht nicht zustellbar',
      },
      'Dies ist das Mailsystem auf dem Rechner mx.firma.example.\n\nEs tut uns leid, Ihnen mitteilen zu müssen, dass Ihre Nachricht nicht an einen\noder mehrere Empfänger ausgeliefert werden konnte. Sie ist unten angehängt.\n\n<kunde@mail.example>: host mx.mail.example[192.0.2.9] said: 550 Benutzer\n    unbekannt (in reply to RCPT TO command)',
    ),
  },
  {
    of: 'qmail, refused in words without a status',
    kind: 'failed',
    cause: '5.2.2',
    bytes: mail(
      { ...DAEMON, From: 'MAILER-DAEMON@firma.example', Subject: 'failure notice' },
      "Hi. This is the qmail-send program at mail.firma.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<kunde@mail.example>:\n192.0.2.9 does not like recipient.\nRemote host said: 552 Mailbox limit exceeded for this recipient\nGiving up on 192.0.2.9.\n\n--- Below this line is a copy of the message.\n\n" +
        RETURNED,
    ),
  },
  {
    of: 'qmail, which may have delivered it',
    kind: 'failed',
    cause: '4.4.2',
    doubted: true,
    bytes: mail(
      { ...DAEMON, From: 'MAILER-DAEMON@firma.example', Subject: 'failure notice' },
      "Hi. This is the qmail-send program at mail.firma.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<kunde@mail.example>:\nConnected to 192.0.2.9 but connection died. Possible duplicate! (#4.4.2)\nI'm not going to try again; this message has been in the queue too long.\n\n--- Below this line is a copy of the message.\n\n" +
        RETURNED,
    ),
  },
  {
    of: 'Exim, whose line broke after the dot',
    kind: 'failed',
    doubted: true,
    bytes: mail(
      {
        ...DAEMON,
        From: 'Mail Delivery System <Mailer-Daemon@firma.example>',
        Subject: 'Mail delivery failed: returning message to sender',
        'X-Failed-Recipients': 'kunde@mail.example',
        'Auto-Submitted': 'auto-replied',
      },
      'This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  kunde@mail.example\n    host mx.mail.example [192.0.2.9]\n    SMTP timeout after end of data (141223 bytes written):\n    retry timeout exceeded',
    ),
  },
  {
    of: 'Exchange, whose last try broke off',
    kind: 'failed',
    cause: '4.4.7',
    doubted: true,
    bytes: threeParts(
      'Microsoft Outlook <postmaster@firma.example>',
      'Unzustellbar: Neue Nachricht',
      'Der Server hat versucht, die Nachricht zuzustellen, und hat aufgegeben.',
      'Reporting-MTA: dns;firma.example\n\nFinal-Recipient: rfc822;kunde@mail.example\nAction: failed\nStatus: 4.4.7\nDiagnostic-Code: smtp;550 4.4.7 QUEUE.Expired; message expired; last error 421 4.4.2 Connection dropped due to SocketError',
    ),
  },
  {
    of: 'Sendmail with its transcript',
    kind: 'failed',
    cause: '5.1.1',
    bytes: mail(
      {
        ...DAEMON,
        From: 'Mail Delivery Subsystem <MAILER-DAEMON@firma.example>',
        Subject: 'Returned mail: see transcript for details',
      },
      'The original message was received at Mon, 23 Nov 2026 22:15:00 +0100\nfrom mail.versicherung.example [192.0.2.1]\n\n   ----- The following addresses had permanent fatal errors -----\n<kunde@mail.example>\n    (reason: 550 5.1.1 <kunde@mail.example>... User unknown)\n\n   ----- Transcript of session follows -----\n... while talking to mx.mail.example.:\n>>> DATA\n<<< 550 5.1.1 <kunde@mail.example>... User unknown\n550 5.1.1 <kunde@mail.example>... User unknown\n<<< 503 5.0.0 Need RCPT (recipient)',
    ),
  },
  {
    of: 'HCL Notes in German, words only',
    kind: 'failed',
    cause: '5.1.1',
    bytes: mail(
      {
        ...DAEMON,
        From: 'Postmaster@firma.example',
        Subject: 'ZUSTELLUNGSFEHLER: Benutzer kunde nicht im Domino-Verzeichnis aufgeführt',
      },
      'Zustellungsfehlerbericht\n\nIhr Dokument:  Neue Nachricht zu Ihrem Vertrag\nkonnte nicht zugestellt werden an:  kunde@mail.example\nweil:  Benutzer kunde (kunde@mail.example) nicht im Domino-Verzeichnis aufgeführt',
    ),
  },
  {
    of: 'a small provider without umlauts',
    kind: 'failed',
    cause: '5.2.2',
    bytes: mail(
      {
        ...DAEMON,
        From: 'Mailer-Daemon@provider.example',
        Subject: 'Zustellung fehlgeschlagen',
      },
      'Ihre Nachricht konnte dem folgenden Empfaenger nicht ausgeliefert werden:\n\nkunde@mail.example\n\nDas Postfach hat die maximale Groesse ueberschritten (Quota).',
    ),
  },
  {
    of: 'a gateway that refuses us by policy',
    kind: 'failed',
    cause: '5.7.23',
    bytes: threeParts(
      'MAILER-DAEMON@mx.firma.example',
      'Undelivered Mail Returned to Sender',
      'This is the mail system at host mx.firma.example.',
      'Reporting-MTA: dns; mx.firma.example\n\nFinal-Recipient: rfc822; kunde@mail.example\nAction: failed\nStatus: 5.7.23\nRemote-MTA: dns; mx.mail.example\nDiagnostic-Code: smtp; 550 5.7.23 The message was rejected because of Sender Policy Framework violation',
    ),
  },
  {
    of: 'a relay that is told in German words to encrypt',
    kind: 'tls',
    bytes: threeParts(
      'MAILER-DAEMON@mx.firma.example',
      'Undelivered Mail Returned to Sender',
      'This is the mail system at host mx.firma.example.',
      'Reporting-MTA: dns; mx.firma.example\n\nFinal-Recipient: rfc822; kunde@mail.example\nAction: failed\nStatus: 5.7.0\nDiagnostic-Code: smtp; 530 5.7.0 TLS-Verschlüsselung erforderlich',
    ),
  },
  {
    of: 'a server of an address in UTF-8 (RFC 6533), in base64',
    kind: 'failed',
    cause: '5.1.1',
    recipient: 'müller@mail.example',
    bytes: mail(
      {
        ...DAEMON,
        From: 'MAILER-DAEMON@mx.firma.example',
        Subject: '=?utf-8?B?VW56dXN0ZWxsYmFy?=',
        'Content-Type': 'multipart/report; report-type=global-delivery-status; boundary="=_b"',
      },
      `--=_b\nContent-Type: text/plain\n\nFehler\n\n--=_b\nContent-Type: message/global-delivery-status\nContent-Transfer-Encoding: base64\n\n${Buffer.from('Reporting-MTA: dns; mx.firma.example\n\nFinal-Recipient: utf-8; müller@mail.example\nAction: failed\nStatus: 5.1.1\n').toString('base64')}\n\n--=_b--`,
    ),
  },
];
