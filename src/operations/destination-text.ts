import type { DestinationEvidence, ProofLevel } from '../domain/delivery.ts';

const PROVEN: Readonly<Record<ProofLevel, string>> = {
  dane: 'DANE: the key that the domain signed in the DNS',
  'mta-sts': 'MTA-STS: a verified certificate of a server that the domain’s policy names',
  verified: 'a verified certificate; the domain publishes no policy',
  tls: 'encryption only; the domain publishes no policy and its certificate is not verified',
};

/** What the recipient's server proved, and which ones were passed over: route `mx` alone knows. */
export function destinationLines(destination: DestinationEvidence | undefined): readonly string[] {
  if (destination === undefined) return [];
  const { level, policyId, address, requireTls, passedOver } = destination;
  const policy = policyId === null ? '' : `, policy ${policyId}`;
  const bound = requireTls ? ', REQUIRETLS for the servers behind it' : '';
  return [
    `     Proven:      ${level === null ? 'nothing that would be enough' : `${PROVEN[level]}${policy}${bound}`}`,
    ...(address === null ? [] : [`     Address:     ${address}`]),
    ...passedOver.map(({ host, why }) => `     Passed over: ${host}: ${why}`),
  ];
}
