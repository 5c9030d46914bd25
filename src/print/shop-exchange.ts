import type { Weekday } from '../domain/weekday.ts';
import type { HandOverTarget } from './outbox/hand-over-target.ts';

/** How print files reach a shop, and what is expected back. */
export interface ShopExchange {
  readonly handOver: HandOverTarget;
  /** The shop's public OpenPGP key: print files leave encrypted for it. Null: they leave as they are. */
  readonly openPgpKeyFile: string | null;
  /** Folder in which the shop's acknowledgement and status files arrive; null: they are imported by hand. */
  readonly inbox: string | null;
  /** Milliseconds after the hand-over until the shop must have acknowledged; null: it does not. */
  readonly acknowledgeWithin: number | null;
  /** Per cent of a print file's mailpieces that one person may have printed again. */
  readonly maxReprintShare: number;
  /** Whether what the shop spoiled or lost is printed again by the next night, up to that share. */
  readonly automaticReprint: boolean;
  /** When the shop works; null: nothing is said about the day of production. */
  readonly production?: ProductionCalendar | null;
}

/** A shop's working days and its cut-off. */
export interface ProductionCalendar {
  readonly country: 'DE' | 'AT';
  /** ISO 3166-2 without the country; null: holidays of the whole country only. */
  readonly state: string | null;
  readonly weekdays: readonly Weekday[];
  /** Further days without production, `YYYY-MM-DD`. */
  readonly closedOn: readonly string[];
  /** Local time, `HH:MM`: what is handed over later on a production day waits for the next. */
  readonly cutOff: string;
}
