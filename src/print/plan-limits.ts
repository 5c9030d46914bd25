import { markCapacity } from './marks/mark-payload.ts';
import type { ShopProfile } from './shop-profile.ts';

/** What a print file and a mailpiece may hold at most: the profile's limits, or less where its marks cannot count on. */
export interface PlanLimits {
  readonly mailpiecesPerFile: number;
  readonly sheetsPerFile: number;
  readonly sheetsPerMailpiece: number;
}

export function planLimits({ limits, marks }: Pick<ShopProfile, 'limits' | 'marks'>): PlanLimits {
  const capacity = markCapacity(marks);
  return {
    mailpiecesPerFile: Math.min(limits.maxMailpieces, capacity.mailpieces),
    sheetsPerFile: limits.maxSheets,
    sheetsPerMailpiece: Math.min(limits.maxSheets, capacity.sheets),
  };
}
