import type { DecisionContext } from '../domain/decision.ts';

/**
 * What is kept of a decision's context: all that a rule reads. A domain may carry its owner's name, and the reason of a
 * suppressed address is a foreign server's reply: of both only the fact is kept (L8).
 */
export interface MaskedContext extends Omit<DecisionContext, 'domainWithoutTls' | 'addressSuppressed'> {
  readonly domainWithoutTls: { readonly until: string } | null;
  readonly addressSuppressed: boolean;
}

export function maskContext(context: DecisionContext): MaskedContext {
  const { domainWithoutTls, addressSuppressed } = context;
  return {
    ...context,
    domainWithoutTls: domainWithoutTls === null ? null : { until: domainWithoutTls.until },
    addressSuppressed: addressSuppressed !== null,
  };
}

/** A context that no rule can tell from the one that was masked. */
export function unmaskContext(masked: MaskedContext): DecisionContext {
  const { domainWithoutTls, addressSuppressed } = masked;
  return {
    ...masked,
    domainWithoutTls: domainWithoutTls === null ? null : { domain: 'masked.example', ...domainWithoutTls },
    addressSuppressed: addressSuppressed ? { reason: 'masked' } : null,
  };
}
