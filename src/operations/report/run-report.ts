import type { Anomaly, NightVolume } from '../../batch/anomalies.ts';
import type { ShopCase } from '../../dispatch/shop-cases.ts';
import type { BusinessDate } from '../../domain/business-date.ts';
import type { WriteBackBacklog } from '../../ledger/write-back.ts';
import type { StateCounts } from '../status.ts';

/** How a night stands, as somebody who looks for five seconds wants it. */
export type Verdict = 'well' | 'attention' | 'failed' | 'running';

/**
 * Everything that the report of a run shows, as plain data: the JSON beside the page. Counts, ids, codes and times in
 * UTC; nobody's name, address or mailbox (L8). Money in cents.
 */
export interface RunReport {
  readonly format: 'postausgang-run-report/1';
  readonly generatedAt: string;
  readonly timeZone: string;
  readonly insurer: string;
  readonly businessDate: BusinessDate;
  readonly verdict: Verdict;
  readonly run: ReportedRun;
  /** Every run of the night, the oldest first. */
  readonly runs: readonly ReportedRun[];
  readonly books: {
    readonly collected: number;
    /** Dispatches of collected documents by state; they add up to `collected`. */
    readonly documents: StateCounts;
    /** Paper copies, resends and letters of our own by state. */
    readonly others: Readonly<Record<string, StateCounts>>;
    readonly balance: boolean | null;
    readonly differences: readonly string[];
  };
  readonly channels: ChannelCounts;
  readonly types: readonly TypeFigures[];
  readonly whyPost: readonly PostReason[];
  readonly email: EmailFigures;
  readonly cases: {
    readonly held: number;
    readonly inDoubt: number;
    /** The oldest first; at most 200. */
    readonly listed: readonly ReportedCase[];
  };
  readonly print: {
    readonly files: readonly ReportedPrintFile[];
    /** Null: no tariff, or a stream without a price. */
    readonly postageCents: number | null;
    readonly saving: { readonly envelopes: number; readonly cents: number };
  };
  readonly shop: readonly ShopCase[];
  /** What the core system was not told yet, of any night; null: it is told nothing. */
  readonly writeBack: WriteBackBacklog | null;
  readonly steps: readonly StepFigures[];
  readonly volumes: readonly NightVolume[];
  readonly anomalies: readonly Anomaly[];
}

export interface ReportedRun {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly exitCode: number | null;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly startedBy: string;
  readonly host: string;
  readonly failure: string | null;
}

export interface ChannelCounts {
  readonly email: number;
  readonly post: number;
  readonly held: number;
  readonly inDoubt: number;
  readonly withdrawn: number;
  /** Not decided, queued or on its way. */
  readonly open: number;
}

export interface TypeFigures extends ChannelCounts {
  /** Null: the core system gave none. */
  readonly type: string | null;
  readonly title: string;
  readonly documents: number;
}

/** A reason for which documents go by post. */
export interface PostReason {
  /** Rule id, or one of what came later, such as `S3.tls-refused`. */
  readonly rule: string;
  readonly title: string;
  readonly documents: number;
  /** Their share of the print files' postage; null: not priced, or in no print file yet. */
  readonly postageCents: number | null;
}

export interface EmailFigures {
  readonly attempts: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Tries over time, in equal pieces from the first to the last. */
  readonly timeline: {
    readonly from: string | null;
    readonly until: string | null;
    readonly pieceSeconds: number;
    readonly pieces: readonly { readonly accepted: number; readonly other: number }[];
  };
  /** Accepted e-mails by what the handshake proved. */
  readonly tls: readonly {
    readonly protocol: string;
    readonly cipher: string;
    readonly level: string;
    readonly emails: number;
  }[];
  /** Accepted e-mails by server; servers with few are put together, for a name may be its owner's. */
  readonly servers: readonly {
    readonly server: string;
    readonly emails: number;
    readonly protocols: readonly string[];
    readonly level: string;
  }[];
}

export interface ReportedCase {
  readonly dispatchId: string;
  readonly documentId: string;
  readonly state: 'held' | 'in_doubt';
  readonly ageMinutes: number;
  readonly reason: string;
  readonly command: string;
}

export interface ReportedPrintFile {
  readonly id: string;
  readonly stream: string;
  readonly envelopeClass: string;
  readonly status: string;
  readonly documents: number | null;
  readonly mailpieces: number | null;
  readonly sheets: number | null;
  readonly pages: number | null;
  readonly postageCents: number | null;
  readonly productionDate: string | null;
  readonly handedOverAt: string | null;
  readonly acknowledgement: { readonly result: string; readonly at: string } | null;
}

export interface StepFigures {
  readonly step: string;
  readonly seconds: number | null;
  /** Of earlier nights; null: there are none. */
  readonly usual: {
    readonly lowest: number;
    readonly median: number;
    readonly highest: number;
    readonly nights: number;
  } | null;
}
