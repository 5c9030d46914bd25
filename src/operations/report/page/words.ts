import type { Anomaly } from '../../../batch/anomalies.ts';
import type { RunReport, Verdict } from '../run-report.ts';

const whole = new Intl.NumberFormat('de-DE', { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat('de-DE', { maximumFractionDigits: 1 });
const euro = new Intl.NumberFormat('de-DE', { style: 'currency', currency: 'EUR' });

export function count(value: number | null): string {
  return value === null ? '–' : whole.format(value);
}

export function money(cents: number | null): string {
  return cents === null ? '–' : euro.format(cents / 100);
}

export function percentOf(part: number, of: number): string {
  return of === 0 ? '–' : `${tenth.format((part / of) * 100)} %`;
}

/** `1 Brief`, `3 Briefe`. */
export function many(value: number, one: string, several: string): string {
  return `${count(value)} ${value === 1 ? one : several}`;
}

export function secondsText(seconds: number | null): string {
  if (seconds === null) return '–';
  if (seconds < 60) return `${tenth.format(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(Math.round(seconds % 60)).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

export function ageText(minutes: number): string {
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : many(Math.floor(hours / 24), 'Tag', 'Tage');
}

/** `23.11.2026` of `2026-11-23`. */
export function day(date: string): string {
  return `${date.slice(8, 10)}.${date.slice(5, 7)}.${date.slice(0, 4)}`;
}

export function weekday(date: string): string {
  return new Intl.DateTimeFormat('de-DE', { weekday: 'long', timeZone: 'UTC' }).format(
    new Date(`${date}T12:00:00Z`),
  );
}

/** `23.11., 22:04` in the insurer's time zone. */
export function moment(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat('de-DE', {
    timeZone,
    day: '2-digit',
    month: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(iso));
}

/** `22:04:11`. */
export function clock(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat('de-DE', { timeZone, timeStyle: 'medium' }).format(new Date(iso));
}

export const VERDICTS: Readonly<Record<Verdict, { readonly sign: string; readonly title: string }>> = {
  well: { sign: '✓', title: 'Alles in Ordnung' },
  attention: { sign: '!', title: 'Abgeschlossen – jemand muss etwas tun' },
  failed: { sign: '✕', title: 'Fehlgeschlagen' },
  running: { sign: '…', title: 'Läuft noch' },
};

export const STATES: Readonly<Record<string, string>> = {
  pending: 'noch nicht entschieden',
  queued_email: 'wartet auf E-Mail',
  claimed: 'von einem Arbeiter genommen',
  sending: 'wird gesendet',
  in_doubt: 'zweifelhaft',
  emailed: 'per E-Mail angenommen',
  queued_print: 'wartet auf Druckdatei',
  bundled: 'in Druckdatei, nicht übergeben',
  handed_over: 'an Druckerei übergeben',
  held: 'angehalten',
  cancelled: 'zurückgezogen',
};

export const PURPOSES: Readonly<Record<string, string>> = {
  paper_copy: 'Papierkopien zur E-Mail (S19, L5)',
  resend: 'Zweitversand auf Anordnung',
  block_notice: 'Eigene Schreiben über eine Sperre (S18)',
  fallback_notice: 'Eigene Schreiben über den Wechsel zur Post',
};

export const FILE_STATES: Readonly<Record<string, string>> = {
  assigned: 'geplant',
  sealed: 'fertig',
  on_hold: 'wartet auf Freigabe',
  handing_over: 'wird übergeben',
  handed_over: 'übergeben',
  cancelled: 'zurückgerufen',
};

export const OUTCOMES: Readonly<Record<string, string>> = {
  accepted: 'angenommen',
  retry: 'später erneut versucht',
  refused: 'vom Empfänger abgelehnt',
  tls_refused: 'keine Verschlüsselung beim Empfänger',
  sender_refused: 'unsertwegen abgelehnt',
  in_doubt: 'zweifelhaft',
  our_outage: 'eigene Störung',
  not_sent: 'nicht gesendet',
  unfinished: 'ohne Ende',
};

export const STEP_NAMES: Readonly<Record<string, string>> = {
  collect: 'Sammeln',
  classify: 'Entscheiden',
  email: 'E-Mail',
  print: 'Druck',
  report: 'Rückmelden',
};

export const RUN_STATES: Readonly<Record<string, string>> = {
  running: 'läuft',
  completed: 'abgeschlossen',
  failed: 'fehlgeschlagen',
  interrupted: 'unterbrochen',
};

export const LEVELS: Readonly<Record<string, string>> = {
  verified: 'verschlüsselt, Zertifikat geprüft',
  encrypted: 'verschlüsselt',
};

export function anomalyText({ kind, documentType, found, lowest, highest, nights }: Anomaly): string {
  const unit = kind === 'volume' ? ' Dokumente' : ' %';
  const number = (value: number): string => tenth.format(value);
  const range = `sonst ${number(lowest)} bis ${number(highest)}${unit} in ${nights} Nächten`;
  switch (kind) {
    case 'volume':
      return `Ungewöhnliche Menge: ${number(found)}${unit}; ${range}.`;
    case 'post_share':
      return `Ungewöhnlicher Anteil an Briefen: ${number(found)}${unit}; ${range}.`;
    case 'type_share':
      return `Ungewöhnlicher Anteil von ${documentType ?? ''}: ${number(found)}${unit}; ${range}.`;
  }
}

/** What somebody does next, the most pressing first, with the command to give. */
export function nextSteps(
  report: RunReport,
): readonly { readonly text: string; readonly command: string | null }[] {
  const { books, run, cases, print, channels, businessDate, shop, writeBack } = report;
  const steps: { readonly text: string; readonly command: string | null }[] = [];
  const add = (text: string, command: string | null = null): void => void steps.push({ text, command });
  if (run.status === 'running')
    return [{ text: 'Der Lauf ist an der Arbeit: warten, bis er endet.', command: 'status --watch' }];
  if (books.balance === false) {
    add(
      'Die Bücher gehen nicht auf. Nicht erneut starten; Datenbank, Journal und Log so lassen und die Entwickler rufen.',
    );
    return steps;
  }
  if (run.status !== 'completed')
    add(
      `Ursache beheben (${run.failure ?? 'siehe Log'}), dann den Lauf wiederholen.`,
      `rerun --date ${businessDate}`,
    );
  for (const { id } of print.files.filter(({ status }) => status === 'on_hold')) {
    add(`Druckdatei ${id} wartet auf Freigabe durch eine zweite Person.`, `release ${id} --by NAME`);
  }
  if (cases.inDoubt > 0)
    add(
      `${many(cases.inDoubt, 'E-Mail ist', 'E-Mails sind')} zweifelhaft: im Log des Relays nach der Message-ID suchen, dann klären.`,
      'in-doubt',
    );
  if (cases.held > 0)
    add(
      `${many(cases.held, 'Dokument ist', 'Dokumente sind')} angehalten: Ursache beheben, dann freigeben.`,
      'held',
    );
  if (channels.open > 0 && run.status === 'completed')
    add(
      `${many(channels.open, 'Dokument wartet', 'Dokumente warten')} auf einen Lauf; die nächste Nacht nimmt sie mit.`,
      `rerun --date ${businessDate}`,
    );
  if (writeBack !== null && writeBack.results > 0)
    add(
      `${many(writeBack.results, 'Ergebnis kennt', 'Ergebnisse kennt')} das Kernsystem noch nicht${writeBack.since === null ? '' : `, das älteste von ${moment(writeBack.since, report.timeZone)}`}: \`report.refused\` im Log sagt, was es ablehnt; die nächste Nacht meldet sie.`,
      `rerun --date ${businessDate}`,
    );
  for (const { printFileId, kind } of shop) {
    const file = printFileId ?? '';
    if (kind === 'overdue') add(`Die Druckerei hat ${file} nicht bestätigt: anrufen.`, 'acks');
    if (kind === 'rejected') add(`Die Druckerei hat ${file} abgelehnt: Grund erfragen.`, 'status');
    if (kind === 'spoiled')
      add(`Die Druckerei hat Sendungen aus ${file} verdorben oder verloren: nachdrucken.`, 'status');
    if (kind === 'reprint') add(`Nachdruck ${file} ist noch nicht übergeben.`, 'status');
    if (kind === 'finding') add('Eine Meldung der Druckerei ist zu klären.', 'status');
  }
  return steps;
}

/** The same reason as the ledger has it, in the words of whoever mends it; the first that fits counts. */
const CURES: readonly (readonly [beginning: RegExp, cure: string])[] = [
  [/^D1\./, 'Rückzugsdatum im Bestandssystem berichtigen'],
  [/^D2\.|^PDF /, 'PDF im Bestandssystem neu erzeugen'],
  [/^D6\./, 'klären, wie ein fremdes Schreiben hierher kam, und ob der andere Kunde dieses hat'],
  [/^D3\.|^no usable postal address|^address:/, 'Anschrift im Bestandssystem berichtigen'],
  [/^the document is no longer/, 'Dokument im Bestandssystem wieder bereitstellen'],
  [/^the core view has/, 'genau eine Zeile je Dokument in der Sicht bereitstellen'],
  [/policy or reputation|refuses us/, 'mit dem Betreiber des Relays klären, warum wir abgelehnt werden'],
  [/sheets/, 'Dokument teilen oder größeren Umschlag vereinbaren'],
];

export function cureFor(state: 'held' | 'in_doubt', reason: string): string {
  if (state === 'in_doubt') return 'im Log des Relays nach der Message-ID suchen';
  return CURES.find(([beginning]) => beginning.test(reason))?.[1] ?? 'Ursache beheben';
}
