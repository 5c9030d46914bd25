import type { Tone } from './html/components.ts';
import { day, FILE_STATES, RUN_STATES, STATES } from '../operations/report/page/words.ts';
import { html, type Html } from './html/html.ts';
import { tag } from './html/components.ts';

const RUN_TONES: Readonly<Record<string, Tone>> = {
  running: 'busy',
  completed: 'good',
  failed: 'bad',
  interrupted: 'warn',
};
const FILE_TONES: Readonly<Record<string, Tone>> = {
  handed_over: 'good',
  on_hold: 'warn',
  cancelled: 'quiet',
  assigned: 'busy',
  sealed: 'busy',
  handing_over: 'busy',
};
const STATE_TONES: Readonly<Record<string, Tone>> = {
  emailed: 'good',
  handed_over: 'good',
  held: 'warn',
  in_doubt: 'bad',
  cancelled: 'quiet',
};

export function runTag(status: string): Html {
  return tag(RUN_TONES[status] ?? 'quiet', RUN_STATES[status] ?? status);
}

export function fileTag(status: string): Html {
  return tag(FILE_TONES[status] ?? 'quiet', FILE_STATES[status] ?? status);
}

export function stateTag(state: string): Html {
  return tag(STATE_TONES[state] ?? 'busy', STATES[state] ?? state);
}

export const RUN_KINDS: Readonly<Record<string, string>> = {
  nightly: 'Nachtlauf',
  rerun: 'Wiederholung',
  worker: 'Helfer',
};

export const PURPOSE_WORDS: Readonly<Record<string, string>> = {
  document: 'Dokument',
  paper_copy: 'Papierkopie',
  resend: 'Zweitversand',
  block_notice: 'Schreiben über eine Sperre',
  fallback_notice: 'Schreiben, warum Post kommt',
};

/** What an exit code means to whoever started the run. */
export function exitWords(code: number | null): string {
  if (code === null) return 'von einem Signal beendet';
  const words: Readonly<Record<number, string>> = {
    0: 'abgeschlossen, alles ist aus dem Haus',
    1: 'fehlgeschlagen',
    2: 'abgeschlossen, etwas ist offen',
    3: 'es war nichts mehr zu tun',
    4: 'nicht begonnen: Ein anderer Lauf ist daran',
    78: 'nicht begonnen: Die Konfiguration ist fehlerhaft',
  };
  return words[code] ?? `Exit ${code}`;
}

/** Shorter ones are not broken at their hyphens. */
const LONG_ID = 24;

export function documentLink(documentId: string): Html {
  return html`<a
    href="/documents/${encodeURIComponent(documentId)}"
    ${documentId.length < LONG_ID && html` class="whole"`}
    >${documentId}</a
  >`;
}

export function printFileLink(id: string): Html {
  return html`<a href="/print-files/${encodeURIComponent(id)}" ${id.length < LONG_ID && html` class="whole"`}
    >${id}</a
  >`;
}

export function nightLink(date: string): Html {
  return html`<a class="whole" href="/nights/${date}">${day(date)}</a>`;
}
