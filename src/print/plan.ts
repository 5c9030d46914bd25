import type { Mailpiece, PrintFilePlan, PrintItem } from '../domain/print.ts';
import { byDocument, compareText } from './arrange.ts';
import { consolidate } from './consolidate.ts';
import type { Bundle } from './consolidate.ts';
import { planLimits } from './plan-limits.ts';
import type { PlanLimits } from './plan-limits.ts';
import type { ShopProfile } from './shop-profile.ts';
import { envelopeClassFor, streamName } from './stream.ts';
import { COST_UNITS_PER_CENT } from './tariff.ts';
import type { Tariff } from './tariff.ts';

export interface PrintPlan {
  readonly plans: readonly PrintFilePlan[];
  /** In no plan: no print file of this profile may hold them. The caller holds them with the reason. */
  readonly oversized: readonly OversizedItem[];
  /** Envelopes and cents that sharing envelopes saves; zero without a tariff. */
  readonly saving: { readonly envelopes: number; readonly cents: number };
}

export interface OversizedItem {
  readonly item: PrintItem;
  /** In English, for operations. */
  readonly reason: string;
}

/**
 * Which mailpieces stand in which print file, and in which order: a pure function that neither the order of its
 * input nor the machine changes. A stream per destination, envelope class, sides and registration; within a stream by
 * country and postal code, as sorting centres ask; cut by the profile's limits, never inside a mailpiece. Mailpieces that no
 * envelope of the profile takes go into the class `manual`.
 * @param tariff prices in force; null puts every document into an envelope of its own.
 */
export function planPrintFiles(
  items: readonly PrintItem[],
  profile: ShopProfile,
  tariff: Tariff | null = null,
): PrintPlan {
  const limits = planLimits(profile);
  const maxSheets = limits.sheetsPerMailpiece;
  const { bundles, saved } = consolidate(items, profile, tariff);
  const fitting = bundles.filter((bundle) => bundle.sheets <= maxSheets);
  const oversized = bundles
    .filter((bundle) => bundle.sheets > maxSheets)
    .sort(byPostalOrder)
    .flatMap((bundle) =>
      bundle.items.map((item) => ({
        item,
        reason: `Expected at most ${maxSheets} sheets in a mailpiece of profile \`${profile.id}\`, got one of ${bundle.sheets}.`,
      })),
    );
  const plans = streamsOf(fitting, profile).flatMap(({ stream, members }) =>
    cut(members.sort(byPostalOrder), limits).map((mailpieces) => ({ stream, mailpieces })),
  );
  return {
    plans,
    oversized,
    saving: { envelopes: items.length - bundles.length, cents: saved / COST_UNITS_PER_CENT },
  };
}

function streamsOf(
  bundles: readonly Bundle[],
  profile: ShopProfile,
): readonly { readonly stream: string; readonly members: Bundle[] }[] {
  const members = new Map<string, Bundle[]>();
  for (const bundle of bundles) {
    const envelopeClass = envelopeClassFor(bundle.sheets, profile);
    const stream = streamName({ ...bundle, envelopeClass });
    const list = members.get(stream);
    if (list === undefined) members.set(stream, [bundle]);
    else list.push(bundle);
  }
  return [...members]
    .map(([stream, list]) => ({ stream, members: list }))
    .sort((a, b) => compareText(a.stream, b.stream));
}

/** Domestic mail has one country, or each home country's codes stay together; foreign mail is sorted by country. */
function byPostalOrder(a: Bundle, b: Bundle): number {
  const first = a.items[0];
  const second = b.items[0];
  if (first === undefined || second === undefined) return 0;
  return (
    compareText(first.country, second.country) ||
    compareText(sortableCode(first.postalCode), sortableCode(second.postalCode)) ||
    byDocument(first, second)
  );
}

/** Older systems write `D-69123` and `A-1010`; the letters before the hyphen say nothing about the way. */
function sortableCode(postalCode: string): string {
  return postalCode.charAt(1) === '-' || postalCode.charAt(2) === '-'
    ? postalCode.replace(/^[A-Z]{1,2}-/, '')
    : postalCode;
}

function cut(bundles: readonly Bundle[], limits: PlanLimits): readonly (readonly Mailpiece[])[] {
  const files: Mailpiece[][] = [];
  let current: Mailpiece[] = [];
  let sheets = 0;
  for (const bundle of bundles) {
    const full =
      current.length === limits.mailpiecesPerFile ||
      (current.length > 0 && sheets + bundle.sheets > limits.sheetsPerFile);
    if (full || files.length === 0) {
      current = [];
      sheets = 0;
      files.push(current);
    }
    const { items, carrierSheet } = bundle;
    current.push({ items, sheets: bundle.sheets, ...(carrierSheet ? { carrierSheet } : {}) });
    sheets += bundle.sheets;
  }
  return files;
}
