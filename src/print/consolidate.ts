import type { PrintItem } from '../domain/print.ts';
import { arranged, byDocument, lacksAddressPage, mailpieceSheets, needsCarrierSheet } from './arrange.ts';
import { planLimits } from './plan-limits.ts';
import type { ShopProfile } from './shop-profile.ts';
import { destinationOf, envelopeClassFor, MANUAL_CLASS, sheetsOf, sidesFor } from './stream.ts';
import type { Sides } from './stream.ts';
import { envelopeCost } from './tariff.ts';
import type { Destination, Tariff } from './tariff.ts';

/** Documents that go into one envelope, before streams and files are cut. */
export interface Bundle {
  readonly items: readonly PrintItem[];
  readonly sheets: number;
  readonly sides: Sides;
  readonly destination: Destination;
  readonly registered: boolean;
  readonly carrierSheet: boolean;
}

export interface Consolidation {
  readonly bundles: readonly Bundle[];
  /** Cost units of the tariff that sharing envelopes saves; never negative. */
  readonly saved: number;
}

/**
 * One person's documents into as few or as many envelopes as the tariff makes cheapest. Saved is
 * Σ[P(nᵢ)(1−d)+h] − [P(Σnᵢ)(1−d′)+h], which is no gain once a fuller envelope falls into a dearer class, so it is
 * computed and never assumed. For each envelope class the documents are packed best-fit, largest first, up to its
 * sheets; the cheapest of these packings wins, and separate envelopes win every tie.
 */
export function consolidate(
  items: readonly PrintItem[],
  profile: ShopProfile,
  tariff: Tariff | null,
): Consolidation {
  if (tariff === null) return { bundles: items.map((item) => bundleOf([item], profile)), saved: 0 };
  const bundles: Bundle[] = [];
  let saved = 0;
  for (const group of groupsOfOnePerson(items, profile)) {
    const cheapest = cheapestPacking(group, profile, tariff);
    bundles.push(...cheapest.bundles);
    saved += cheapest.saved;
  }
  return { bundles, saved };
}

/**
 * L3: the exact person id, never the address alone; and the same address, for the first document's shows. A receipt for
 * a registered letter must be for one document (L2).
 */
function groupsOfOnePerson(
  items: readonly PrintItem[],
  profile: ShopProfile,
): readonly (readonly PrintItem[])[] {
  const alone: PrintItem[][] = [];
  const shared = new Map<string, PrintItem[]>();
  for (const item of items) {
    const { recipientId, addressKey = null } = item;
    const ownEnvelope = item.neverBundle || isRegistered(item, profile);
    if (ownEnvelope || recipientId === null || addressKey === null) {
      alone.push([item]);
      continue;
    }
    const key = JSON.stringify([recipientId, addressKey, item.country, item.postalCode]);
    const group = shared.get(key);
    if (group === undefined) shared.set(key, [item]);
    else group.push(item);
  }
  return [...alone, ...shared.values()];
}

function cheapestPacking(group: readonly PrintItem[], profile: ShopProfile, tariff: Tariff): Consolidation {
  const separate = group.map((item) => bundleOf([item], profile));
  if (group.length === 1) return { bundles: separate, saved: 0 };
  const costApart = costOf(separate, profile, tariff);
  if (costApart === null) return { bundles: separate, saved: 0 };
  let best: Consolidation = { bundles: separate, saved: 0 };
  for (const { maxSheets } of profile.envelopeClasses) {
    const bundles = packUpTo(Math.min(maxSheets, planLimits(profile).sheetsPerMailpiece), group, profile);
    const cost = costOf(bundles, profile, tariff);
    if (cost !== null && costApart - cost > best.saved) best = { bundles, saved: costApart - cost };
  }
  return best;
}

/**
 * Null when one of the envelopes has no price: what cannot be compared is not consolidated. Manual mailpieces count
 * nothing, for they are never shared and stand on both sides of the comparison.
 */
function costOf(bundles: readonly Bundle[], profile: ShopProfile, tariff: Tariff): number | null {
  let sum = 0;
  for (const bundle of bundles) {
    const envelopeClass = envelopeClassFor(bundle.sheets, profile);
    if (envelopeClass === MANUAL_CLASS) continue;
    const cost = envelopeCost(tariff, bundle.destination, envelopeClass);
    if (cost === null) return null;
    sum += cost;
  }
  return sum;
}

/**
 * Best fit by free sheets: a list of open envelopes per number of free sheets keeps this linear in the documents. Each
 * document without an address page is given room for a carrier sheet, which its envelope may not need in the end.
 */
function packUpTo(maxSheets: number, group: readonly PrintItem[], profile: ShopProfile): readonly Bundle[] {
  const envelopes: PrintItem[][] = [];
  const openBySpace = new Map<number, PrintItem[][]>();
  const largestFirst = [...group].sort((a, b) => b.pages - a.pages || byDocument(a, b));
  for (const item of largestFirst) {
    const carrier = lacksAddressPage(item, profile) ? 1 : 0;
    const sheets = sheetsOf(item.pages, sidesFor(item.neverBundle, profile)) + carrier;
    let space = sheets;
    while (space <= maxSheets && (openBySpace.get(space)?.length ?? 0) === 0) space += 1;
    const open = space <= maxSheets ? openBySpace.get(space)?.pop() : undefined;
    const envelope = open ?? [];
    if (open === undefined) envelopes.push(envelope);
    envelope.push(item);
    const left = (open === undefined ? maxSheets : space) - sheets;
    if (left <= 0) continue;
    const sameSpace = openBySpace.get(left);
    if (sameSpace === undefined) openBySpace.set(left, [envelope]);
    else sameSpace.push(envelope);
  }
  return envelopes.map((documents) => bundleOf(documents, profile));
}

function bundleOf(documents: readonly PrintItem[], profile: ShopProfile): Bundle {
  const items = arranged(documents, profile);
  const sides = sidesFor(
    items.some((item) => item.neverBundle),
    profile,
  );
  const carrierSheet = needsCarrierSheet(items, profile);
  return {
    items,
    sheets: mailpieceSheets(items, sides, carrierSheet),
    sides,
    destination: destinationOf(items[0]?.country ?? '', profile),
    registered: items.some((item) => isRegistered(item, profile)),
    carrierSheet,
  };
}

function isRegistered({ documentType }: PrintItem, profile: ShopProfile): boolean {
  return typeof documentType === 'string' && profile.registeredTypes.includes(documentType);
}
