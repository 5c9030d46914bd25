import { createHash } from 'node:crypto';
import type { Anomaly } from '../../batch/anomalies.ts';
import type { ShopCase } from '../../dispatch/shop-cases.ts';
import type { RunStatus } from '../../domain/batch.ts';
import type { BusinessDate } from '../../domain/business-date.ts';
import { addDays } from '../../domain/business-date.ts';
import { instantOf } from '../../domain/local-time.ts';
import { beginOfNight } from '../schedule/due-nights.ts';

/** Something that somebody should know of, until it ends or changes. */
export interface Condition {
  /** What it is about: `run-failed:2026-11-23`. */
  readonly cause: string;
  readonly severity: 'critical' | 'warning';
  /** In German, one line, as the subject of a message. Nothing personal in it (L8). */
  readonly title: string;
  /** What to do, with the command. */
  readonly action: string;
  /** Changes when the same cause becomes another matter: it is told again then. */
  readonly fingerprint: string;
}

/** A night as it is watched. */
export interface WatchedNight {
  readonly businessDate: BusinessDate;
  /** Of the last run that is no worker; null: there was none. */
  readonly lastStatus: RunStatus | null;
  readonly runId: string | null;
  readonly failure: string | null;
  /** Null: not closed yet. */
  readonly balance: boolean | null;
  readonly differences: readonly string[];
}

export interface Situation {
  readonly now: Date;
  /** Nights that should have begun by now, and the newest of the ledger. */
  readonly nights: readonly WatchedNight[];
  /** Dispatches in doubt, of whatever night: their ids. */
  readonly inDoubt: readonly string[];
  /** Dispatches that the circuit breaker of e-mail keeps back. */
  readonly keptBack: number;
  readonly shop: readonly ShopCase[];
  /** Print files that wait for a release. */
  readonly onHold: readonly string[];
  /** Of the newest night. */
  readonly anomalies: readonly Anomaly[];
}

export interface Expectation {
  readonly timeZone: string;
  readonly at: string;
  /** Milliseconds after the beginning of a night. */
  readonly startWithin: number;
  /** Local time on the morning after. */
  readonly dueBy: string;
}

/** What is wrong, the worst first: pure. */
export function conditionsOf(situation: Situation, expected: Expectation): readonly Condition[] {
  return [
    ...situation.nights.flatMap((night) => ofNight(night, situation.now, expected)),
    ...ofDoubts(situation.inDoubt),
    ...ofBreaker(situation.keptBack),
    ...ofShop(situation.shop),
    ...situation.onHold.map((id): Condition => ({
      cause: `on-hold:${id}`,
      severity: 'warning',
      title: `Druckdatei ${id} wartet auf Freigabe`,
      action: `ansehen, dann gibt eine zweite Person frei: postausgang release ${id} --by NAME`,
      fingerprint: id,
    })),
    ...ofAnomalies(situation),
  ];
}

function ofNight(night: WatchedNight, now: Date, expected: Expectation): readonly Condition[] {
  const { businessDate: date, lastStatus, failure } = night;
  if (night.balance === false && lastStatus !== 'running') {
    return [
      {
        cause: `unbalanced:${date}`,
        severity: 'critical',
        title: `Nacht zum ${date}: Die Bücher gehen nicht auf`,
        action: `nicht erneut starten; Datenbank, Journal und Log so lassen und die Entwickler rufen (postausgang status --date ${date})`,
        fingerprint: fingerprintOf(night.differences),
      },
    ];
  }
  if (lastStatus === 'failed' || lastStatus === 'interrupted') {
    return [
      {
        cause: `run-failed:${date}`,
        severity: 'critical',
        title: `Nacht zum ${date}: Der Lauf ist ${lastStatus === 'failed' ? 'fehlgeschlagen' : 'unterbrochen'}`,
        action: `Ursache beheben, dann: postausgang rerun --date ${date}`,
        // Another run that fails for the same reason is the same cause.
        fingerprint: fingerprintOf([lastStatus, failure ?? '']),
      },
    ];
  }
  const begin = beginOfNight(date, expected);
  if (lastStatus === null && now.getTime() > begin.getTime() + expected.startWithin) {
    return [
      {
        cause: `run-missing:${date}`,
        severity: 'critical',
        title: `Nacht zum ${date}: Es hat kein Lauf begonnen`,
        action: `Zeitplan prüfen, dann: postausgang nightly --date ${date}`,
        fingerprint: date,
      },
    ];
  }
  const due = instantOf({ date: addDays(date, 1), time: expected.dueBy }, expected.timeZone);
  if (lastStatus === 'running' && now.getTime() > due.getTime()) {
    return [
      {
        cause: `run-late:${date}`,
        severity: 'warning',
        title: `Nacht zum ${date}: Der Lauf ist um ${expected.dueBy} Uhr noch nicht fertig`,
        action: `nachsehen, ob er vorankommt: postausgang status --date ${date}`,
        fingerprint: date,
      },
    ];
  }
  return [];
}

function ofDoubts(ids: readonly string[]): readonly Condition[] {
  if (ids.length === 0) return [];
  return [
    {
      cause: 'in-doubt',
      severity: 'critical',
      title: `${ids.length === 1 ? '1 E-Mail ist' : `${ids.length} E-Mails sind`} zweifelhaft`,
      action: 'im Log des Relays nach der Message-ID suchen, dann klären: postausgang in-doubt',
      fingerprint: fingerprintOf([...ids].sort()),
    },
  ];
}

function ofBreaker(keptBack: number): readonly Condition[] {
  if (keptBack === 0) return [];
  return [
    {
      cause: 'breaker-open',
      severity: 'critical',
      title: `Der Schutzschalter hält ${keptBack === 1 ? '1 E-Mail' : `${keptBack} E-Mails`} zurück`,
      action: 'klären, ob der Anbieter oder wir gestört sind: postausgang held',
      // Told again when the number has doubled, not with each further one.
      fingerprint: String(Math.floor(Math.log2(keptBack))),
    },
  ];
}

const SHOP_TITLES: Readonly<Record<ShopCase['kind'], string>> = {
  overdue: 'Die Druckerei hat nicht bestätigt',
  rejected: 'Die Druckerei hat abgelehnt',
  spoiled: 'Die Druckerei hat Sendungen verdorben oder verloren',
  finding: 'Eine Meldung der Druckerei ist zu klären',
  reprint: 'Ein Nachdruck ist noch nicht übergeben',
};

function ofShop(cases: readonly ShopCase[]): readonly Condition[] {
  return cases
    .filter(({ kind }) => kind !== 'reprint')
    .map(({ kind, printFileId, text }) => ({
      cause: `shop-${kind}:${printFileId ?? fingerprintOf([text]).slice(0, 16)}`,
      severity: kind === 'rejected' ? 'critical' : 'warning',
      title: printFileId === null ? SHOP_TITLES[kind] : `${SHOP_TITLES[kind]}: Druckdatei ${printFileId}`,
      action: 'was zu tun ist, sagt: postausgang status',
      fingerprint: fingerprintOf([text]),
    }));
}

function ofAnomalies({ anomalies, nights }: Situation): readonly Condition[] {
  const newest = nights.at(-1);
  if (anomalies.length === 0 || newest === undefined) return [];
  return [
    {
      cause: `anomaly:${newest.businessDate}`,
      severity: 'warning',
      title: `Nacht zum ${newest.businessDate}: ${anomalies.length === 1 ? '1 Zahl liegt' : `${anomalies.length} Zahlen liegen`} außerhalb der üblichen Spanne`,
      action: `den Bericht ansehen: postausgang report --date ${newest.businessDate}`,
      fingerprint: fingerprintOf(anomalies.map(({ kind, documentType }) => `${kind} ${documentType ?? ''}`)),
    },
  ];
}

function fingerprintOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
