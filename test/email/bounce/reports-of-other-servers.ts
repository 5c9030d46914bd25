import { mail } from './mails.ts';
import type { ExpectedReport } from './expected-report.ts';

function words(
  of: string,
  cause: string | null,
  from: string,
  subject: string,
  body: string,
): ExpectedReport {
  const headers = { 'Return-Path': '<>', To: 'bounce@versicherung.example', From: from, Subject: subject };
  const report = { of, kind: 'failed', bytes: mail(headers, body) } as const;
  return cause === null ? report : { ...report, cause };
}

/** Failures in words of gateways and small servers; written for this test, in their manner. */
export const REPORTS_OF_OTHER_SERVERS: readonly ExpectedReport[] = [
  words(
    'a gateway that shows the conversation',
    '5.1.1',
    '"InterScan MSS" <postmaster@firma.example>',
    'Mail could not be delivered',
    '****** Message from InterScan Messaging Security Suite ******\n\nSent <<< RCPT TO:<kunde@mail.example>\nReceived >>> 550 5.1.1 <kunde@mail.example>... user unknown\n\nUnable to deliver message to <kunde@mail.example>',
  ),
  words(
    'a gateway that names the recipient last',
    '5.1.1',
    'postmaster@firma.example',
    'Undeliverable Mail: "Neue Nachricht"',
    'Your message:\n   From:    bounce@versicherung.example\n   Subject: Neue Nachricht\n\nCould not be delivered because of\n\n550 5.1.1 User unknown\n\nThe following recipients were affected:\n    kunde@mail.example\n\nLast-Attempt-Date:  <22:15:00 Mon, 23 Nov 2026>',
  ),
  words(
    'a server without codes',
    '5.2.2',
    'postmaster@firma.example',
    'Message Not Delivered To All Recipients',
    "Your message was not delivered to:\nkunde@mail.example\nfor the following reason:\nThe user's mailbox has exceeded its limit",
  ),
  words(
    'Courier, which says first when it received what',
    '5.1.1',
    '"Courier mail server at firma.example" <@>',
    'NOTICE: mail delivery status.',
    'This is a delivery status notification from firma.example,\nrunning the Courier mail server.\n\nThe original message was received on Mon, 23 Nov 2026\n\n                           UNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be delivered:\n\n<kunde@mail.example>:\n    mx.mail.example [192.0.2.9]:\n>>> RCPT TO:<kunde@mail.example>\n<<< 550 5.1.1 <kunde@mail.example>... User Unknown',
  ),
  words(
    'an Austrian provider',
    '5.1.1',
    'Postmaster <postmaster@provider.example>',
    'Ihre Nachricht konnte nicht übermittelt werden',
    'Ihre E-Mail an kunde@mail.example konnte nicht übermittelt werden.\nGrund: Der Empfänger existiert nicht.',
  ),
  words(
    'a provider that has closed the account',
    '5.2.1',
    'MAILER-DAEMON@provider.example',
    'Unzustellbar',
    'Die folgende Adresse konnte nicht erreicht werden:\n<kunde@mail.example>: Das Konto des Kunden wurde gelöscht oder gesperrt.',
  ),
  words(
    'a gateway that blocks us',
    '5.7.1',
    'postmaster@gateway.example',
    '[Postmaster] Email Delivery Failure',
    'This is an email notification from postmaster to inform you that your email to kunde@mail.example has been rejected. The reason for rejection: 550 Administrative prohibition - envelope blocked',
  ),
  words(
    'Exim, whose domain has no server',
    '5.1.2',
    'Mail Delivery System <Mailer-Daemon@mx.example>',
    'Mail delivery failed: returning message to sender',
    'A message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  kunde@mail.example\n    all relevant MX records point to non-existent hosts',
  ),
  words(
    'Exim, which a greylist held off to the end',
    '4.7.1',
    'Mail Delivery System <Mailer-Daemon@mx.example>',
    'Mail delivery failed: returning message to sender',
    'The following address(es) failed:\n\n  kunde@mail.example\n    host mx.mail.example [192.0.2.9]\n    SMTP error from remote mail server after end of data:\n    451 4.7.1 Greylisted: retry timeout exceeded',
  ),
  words(
    'an Italian server',
    '5.1.1',
    'postmaster@provider.example',
    'Mancato recapito',
    'Il messaggio non è stato recapitato a kunde@mail.example. 550 5.1.1 utente sconosciuto',
  ),
];
