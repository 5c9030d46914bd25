import type { Session } from './database.ts';
import { textOf, type Row } from './rows.ts';

export interface MtaStsRow {
  readonly domain: string;
  readonly policyId: string;
  readonly mode: string;
  /** The whole policy as JSON; only who writes it knows its form. */
  readonly policy: string;
  /** Milliseconds until it expires. */
  readonly validFor: number;
}

/** The policy of a domain as JSON, expired or not, or null. Primary key seek, one row. */
export async function findMtaStsPolicy(session: Session, domain: string): Promise<string | null> {
  const row: Row | undefined = await session.from('mta_sts_policy').where({ domain }).first('policy');
  return row === undefined ? null : textOf(row, 'policy');
}

/**
 * Replaces what is known of a domain. Two workers may fetch the same policy at the same moment: either one will do.
 * Primary key seek, one row.
 */
export async function storeMtaStsPolicy(session: Session, policy: MtaStsRow): Promise<void> {
  const columns = {
    policy_id: policy.policyId,
    mode: policy.mode,
    policy: policy.policy,
    fetched_at: session.now(),
    expires_at: session.nowPlus(policy.validFor),
  };
  const { domain } = policy;
  const updated = await session.from('mta_sts_policy').where({ domain }).update(columns);
  if (updated > 0) return;
  try {
    await session.from('mta_sts_policy').insert({ domain, ...columns });
  } catch (error) {
    if (!session.dialect.isUniqueViolation(error)) throw error;
  }
}
