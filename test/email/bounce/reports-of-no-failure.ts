import { mail } from './mails.ts';
import type { ExpectedReport } from './expected-report.ts';

const VOID = { 'Return-Path': '<>', To: 'bounce@versicherung.example' } as const;
const CUSTOMER = 'Erika Kunde <kunde@mail.example>';

const GMAIL_DELAY = {
  ...VOID,
  From: 'Mail Delivery Subsystem <mailer-daemon@googlemail.example>',
  Subject: 'Delivery Status Notification (Delay)',
  'X-Failed-Recipients': 'kunde@mail.example',
} as const;

/** Mails that a hasty reader takes for a failure; each would be a letter too many. Written for this test. */
export const REPORTS_OF_NO_FAILURE: readonly ExpectedReport[] = [
  {
    of: 'Gmail in German, which goes on trying',
    kind: 'delayed',
    bytes: mail(
      GMAIL_DELAY,
      '** Zustellung unvollständig **\n\nBei der Zustellung Ihrer Nachricht an kunde@mail.example ist ein vorübergehendes Problem aufgetreten. Gmail versucht noch 47 Stunden lang, die Nachricht zuzustellen. Sie werden benachrichtigt, falls die Nachricht dauerhaft nicht zugestellt werden kann.\n\nAntwort:\n\nThe recipient server did not accept our requests to connect. 451 4.4.1',
    ),
  },
  {
    of: 'Gmail in English, which goes on trying',
    kind: 'delayed',
    bytes: mail(
      GMAIL_DELAY,
      "** Delivery incomplete **\n\nThere was a temporary problem delivering your message to kunde@mail.example. Gmail will retry for 47 more hours. You'll be notified if the delivery fails permanently.\n\nLearn more here: https://support.google.example/mail/answer/7720\n\nThe response was:\n\n452 4.2.2 The email account that you tried to reach is over quota.",
    ),
  },
  {
    of: 'Exchange in German, which goes on trying',
    kind: 'delayed',
    bytes: mail(
      {
        ...VOID,
        From: 'Microsoft Outlook <postmaster@firma.example>',
        Subject: 'Zustellung verzögert: Neue Nachricht zu Ihrem Vertrag',
      },
      'Die Zustellung an folgende Empfänger oder Gruppen verzögert sich:\n\nkunde@mail.example\n\nBetreff: Neue Nachricht\n\nDiese Nachricht wurde noch nicht zugestellt. Es wird weiterhin versucht, sie zuzustellen.\n\nDer Server versucht, diese Nachricht in den nächsten 1 Tagen, 19 Stunden und 58 Minuten zuzustellen. Sie werden benachrichtigt, wenn die Nachricht bis dahin nicht zugestellt werden kann.',
    ),
  },
  {
    of: 'Postfix with a German template, which goes on trying',
    kind: 'delayed',
    bytes: mail(
      {
        ...VOID,
        From: 'MAILER-DAEMON@firma.example (Mail Delivery System)',
        Subject: 'Verzögerte Nachricht (noch in der Warteschlange)',
      },
      '####################################################################\n# DIES IST NUR EINE WARNUNG. SIE MÜSSEN DIE NACHRICHT NICHT ERNEUT SENDEN. #\n####################################################################\n\nIhre Nachricht konnte seit 4 Stunden nicht ausgeliefert werden.\nEs wird versucht, sie zuzustellen, bis sie 5 Tage alt ist.\n\n<kunde@mail.example>: connect to mx.mail.example[192.0.2.9]:25: Connection timed out',
    ),
  },
  {
    of: 'sendmail, which quotes a refusal of class 5 of one server and tries the next',
    kind: 'delayed',
    bytes: mail(
      {
        ...VOID,
        From: 'Mail Delivery Subsystem <MAILER-DAEMON@firma.example>',
        Subject: 'Warning: could not send message for past 4 hours',
      },
      '    **********************************************\n    **      THIS IS A WARNING MESSAGE ONLY      **\n    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n    **********************************************\n\n   ----- Transcript of session follows -----\n550 5.1.2 mx.mail.example: unknown host\n<kunde@mail.example>... Deferred\nWarning: message still undelivered after 4 hours\nWill keep trying until message is 5 days old',
    ),
  },
  {
    of: 'Exchange in German, which passed it on',
    kind: 'relayed',
    bytes: mail(
      {
        ...VOID,
        From: 'Microsoft Outlook <postmaster@firma.example>',
        Subject: 'Weitergeleitet: Neue Nachricht zu Ihrem Vertrag',
      },
      'Die Zustellung an diese Empfänger oder Gruppen ist abgeschlossen, vom Zielserver wurde jedoch keine Zustellungsbenachrichtigung gesendet:\n\nkunde@mail.example\n\nBetreff: Neue Nachricht zu Ihrem Vertrag',
    ),
  },
  {
    of: 'Exchange, which passed it on',
    kind: 'relayed',
    bytes: mail(
      {
        ...VOID,
        From: 'Microsoft Outlook <postmaster@firma.example>',
        Subject: 'Relayed: Neue Nachricht zu Ihrem Vertrag',
      },
      'Delivery to these recipients or groups is complete, but no delivery notification was sent by the destination server:\n\nkunde@mail.example\n\nSubject: Neue Nachricht zu Ihrem Vertrag',
    ),
  },
  {
    of: 'somebody on holiday, from the void and unmarked',
    kind: 'auto-reply',
    bytes: mail(
      { ...VOID, From: CUSTOMER, Subject: 'Abwesenheitsnotiz: Neue Nachricht zu Ihrem Vertrag' },
      'Vielen Dank für Ihre Nachricht. Ich bin bis 4. Dezember nicht erreichbar, Ihre E-Mail wird nicht weitergeleitet.',
    ),
  },
  {
    of: 'somebody on holiday whose program quotes our message',
    kind: 'auto-reply',
    bytes: mail(
      {
        ...VOID,
        From: CUSTOMER,
        Subject: 'Re: Neue Nachricht zu Ihrem Vertrag',
        'Auto-Submitted': 'auto-replied (vacation)',
      },
      'Bin im Urlaub.\n\n> Guten Tag,\n> falls diese Nachricht nicht zugestellt werden konnte, erhalten Sie einen Brief.\n> 550 5.1.1 User unknown',
    ),
  },
  {
    of: 'somebody who left the firm, unmarked',
    kind: 'auto-reply',
    bytes: mail(
      { ...VOID, From: CUSTOMER, Subject: 'Automatische Antwort: Neue Nachricht' },
      'Ich bin nicht mehr für die Firma tätig. Dieses Postfach existiert nicht mehr, Ihre Nachricht wurde nicht zugestellt.',
    ),
  },
  {
    of: 'a filter that wants a confirmation first, in German',
    // The message lies there until somebody answers: a person has to know.
    kind: 'not-a-bounce',
    bytes: mail(
      {
        ...VOID,
        From: CUSTOMER,
        Subject: 'Bitte bestätigen Sie Ihre Nachricht',
        'Auto-Submitted': 'auto-generated',
      },
      'Ihre Nachricht konnte noch nicht zugestellt werden, weil Ihre Adresse unbekannt ist. Bitte antworten Sie auf diese E-Mail, damit sie in das Postfach gelangt.',
    ),
  },
  {
    of: 'a filter that wants a confirmation first (TMDA, BoxTrapper)',
    // The message lies there until somebody answers: a person has to know.
    kind: 'not-a-bounce',
    bytes: mail(
      { ...VOID, From: CUSTOMER, Subject: 'Your email requires verification verify#Vq3x-77a' },
      'The message you sent requires that you verify that you are a real live human being and not a spam source.\n\nTo complete this verification, simply reply to this message and leave the subject line intact. Until then your message could not be delivered.',
    ),
  },
  {
    of: 'a gateway that wants a confirmation first, in the manner of a mail system',
    kind: 'not-a-bounce',
    bytes: mail(
      {
        ...VOID,
        From: 'Mail Delivery System <postmaster@mail.example>',
        Subject: 'Nachricht nicht zugestellt: Bestätigung erforderlich',
      },
      'Ihre Nachricht an\n\nkunde@mail.example\n\nkonnte nicht zugestellt werden. Bitte bestätigen Sie Ihre Nachricht, indem Sie antworten.',
    ),
  },
  {
    of: 'a receipt that says it was deleted unread',
    kind: 'auto-reply',
    bytes: mail(
      {
        ...VOID,
        From: CUSTOMER,
        Subject: 'Nicht gelesen: Neue Nachricht zu Ihrem Vertrag',
        'Content-Type': 'multipart/report; report-type=disposition-notification; boundary="=_b"',
      },
      '--=_b\nContent-Type: text/plain\n\nIhre Nachricht wurde ungelesen gelöscht.\n\n--=_b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;kunde@mail.example\nDisposition: automatic-action/MDN-sent-automatically; deleted\n\n--=_b--',
    ),
  },
  {
    of: 'a feedback loop (RFC 5965), of a type that nobody knows',
    kind: 'complaint',
    bytes: mail(
      {
        From: 'feedback@mail.example',
        Subject: 'FW: Neue Nachricht zu Ihrem Vertrag',
        'Content-Type': 'multipart/report; report-type="feedback-report"; boundary="=_b"',
      },
      '--=_b\nContent-Type: text/plain\n\nThis is an email abuse report.\n\n--=_b\nContent-Type: message/feedback-report\n\nFeedback-Type: opt-out-list\nVersion: 1\nOriginal-Mail-From: <bounce@versicherung.example>\nOriginal-Rcpt-To: <kunde@mail.example>\n\n--=_b\nContent-Type: message/rfc822\n\nMessage-ID: <letter@versicherung.example>\n\n--=_b--',
    ),
  },
  {
    of: 'a program of a person who left, which quotes a refusal',
    kind: 'not-a-bounce',
    bytes: mail(
      { ...VOID, From: CUSTOMER, Subject: 'Re: Neue Nachricht zu Ihrem Vertrag' },
      'Dieses Postfach existiert nicht mehr. Ihre Nachricht wurde nicht zugestellt. 550 5.1.1 User unknown',
    ),
  },
  {
    of: 'a customer who answers and quotes a report',
    kind: 'not-a-bounce',
    bytes: mail(
      { From: CUSTOMER, Subject: 'AW: Neue Nachricht zu Ihrem Vertrag' },
      'Guten Tag, bei mir steht: „Zustellung fehlgeschlagen“. Stimmt das?\n\nAm 23.11.2026 schrieb mailer-daemon@mail.example:\n> Ihre Nachricht konnte nicht zugestellt werden\n> 550 5.1.1 User unknown',
    ),
  },
  {
    of: 'a quarantine that tells of what it keeps',
    kind: 'not-a-bounce',
    bytes: mail(
      { From: 'Quarantäne <quarantine@mail.example>', Subject: 'Quarantänebericht: 1 neue Nachricht' },
      'Die folgende Nachricht wurde zurückgehalten und kann freigegeben werden:\nVon: bounce@versicherung.example\nBetreff: Neue Nachricht zu Ihrem Vertrag',
    ),
  },
];
