import type { TriedEmail } from '../../ledger/night-figures.ts';
import type { EmailFigures } from './run-report.ts';

/** Pieces that a night is cut into: as many columns fit a telephone. */
const PIECES = 48;
const SECOND = 1000;
/** A server that took fewer e-mails is not named: that of a small domain may carry its owner's name. */
const NAMED_FROM = 5;

interface Proven {
  readonly server: string;
  readonly protocol: string;
  readonly cipher: string;
  readonly level: string;
}

/** Counts the tries of a night as they are read, page by page: memory holds counts and one number a try. */
export class EmailTally {
  #attempts = 0;
  readonly #outcomes = new Map<string, number>();
  /** Milliseconds of each try, and whether it was accepted. */
  readonly #moments: { readonly at: number; readonly accepted: boolean }[] = [];
  readonly #proven = new Map<string, { readonly what: Proven; emails: number }>();

  add({ startedAt, outcome, evidence }: TriedEmail): void {
    this.#attempts += 1;
    const kind = outcome ?? 'unfinished';
    this.#outcomes.set(kind, (this.#outcomes.get(kind) ?? 0) + 1);
    this.#moments.push({ at: Date.parse(startedAt), accepted: kind === 'accepted' });
    const what = kind === 'accepted' ? provenBy(evidence) : null;
    if (what === null) return;
    const key = JSON.stringify(what);
    const known = this.#proven.get(key);
    if (known === undefined) this.#proven.set(key, { what, emails: 1 });
    else known.emails += 1;
  }

  figures(): EmailFigures {
    const proven = [...this.#proven.values()];
    return {
      attempts: this.#attempts,
      outcomes: Object.fromEntries([...this.#outcomes].sort(([, a], [, b]) => b - a)),
      timeline: timelineOf(this.#moments),
      tls: tlsOf(proven),
      servers: serversOf(proven),
    };
  }
}

/** What an attempt's evidence says; what cannot be read proves nothing. */
function provenBy(evidence: string | null): Proven | null {
  if (evidence === null) return null;
  const read: unknown = JSON.parse(evidence);
  const { host, tls, level } = read as {
    readonly host?: unknown;
    readonly level?: unknown;
    readonly tls?: {
      readonly protocol?: unknown;
      readonly cipher?: unknown;
      readonly authorized?: unknown;
    } | null;
  };
  return {
    server: word(host),
    protocol: word(tls?.protocol),
    cipher: word(tls?.cipher),
    // A relay's certificate is always verified; other ways say themselves how much they proved.
    level: typeof level === 'string' ? level : tls?.authorized === true ? 'verified' : 'encrypted',
  };
}

function word(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : 'unbekannt';
}

function timelineOf(
  moments: readonly { readonly at: number; readonly accepted: boolean }[],
): EmailFigures['timeline'] {
  if (moments.length === 0) return { from: null, until: null, pieceSeconds: 0, pieces: [] };
  const from = moments.reduce((least, { at }) => Math.min(least, at), Infinity);
  const until = moments.reduce((most, { at }) => Math.max(most, at), -Infinity);
  const length = Math.ceil((until - from + 1) / PIECES / SECOND) * SECOND;
  const pieces = Array.from({ length: Math.floor((until - from) / length) + 1 }, () => ({
    accepted: 0,
    other: 0,
  }));
  for (const { at, accepted } of moments) {
    const piece = pieces[Math.floor((at - from) / length)];
    if (piece === undefined) continue;
    if (accepted) piece.accepted += 1;
    else piece.other += 1;
  }
  return {
    from: new Date(from).toISOString(),
    until: new Date(until).toISOString(),
    pieceSeconds: length / SECOND,
    pieces,
  };
}

type Counted = readonly { readonly what: Proven; readonly emails: number }[];

function tlsOf(proven: Counted): EmailFigures['tls'] {
  const groups = Map.groupBy(proven, ({ what: { protocol, cipher, level } }) =>
    JSON.stringify([protocol, cipher, level]),
  );
  return [...groups.values()]
    .flatMap((own) => {
      const [first] = own;
      if (first === undefined) return [];
      const { protocol, cipher, level } = first.what;
      return [{ protocol, cipher, level, emails: sum(own) }];
    })
    .sort((a, b) => b.emails - a.emails);
}

function serversOf(proven: Counted): EmailFigures['servers'] {
  const groups = [...Map.groupBy(proven, ({ what }) => what.server)];
  const named = groups.filter(([, own]) => sum(own) >= NAMED_FROM);
  const rest = groups.filter(([, own]) => sum(own) < NAMED_FROM);
  const figures = (server: string, own: Counted): EmailFigures['servers'][number] => ({
    server,
    emails: sum(own),
    protocols: [...new Set(own.map(({ what }) => what.protocol))].sort(),
    level: [...new Set(own.map(({ what }) => what.level))].sort().join(', '),
  });
  const listed = named.map(([server, own]) => figures(server, own)).sort((a, b) => b.emails - a.emails);
  const others = rest.flatMap(([, own]) => own);
  return others.length === 0
    ? listed
    : [...listed, figures(`${rest.length} weitere mit je unter ${NAMED_FROM} E-Mails`, others)];
}

function sum(own: Counted): number {
  return own.reduce((total, { emails }) => total + emails, 0);
}
