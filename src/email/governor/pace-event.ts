import type { DeliveryResult } from '../route.ts';
import type { PaceEvent } from './pace.ts';

const GREYLISTING = /\bgr[ae]y-?list/iu;

/**
 * What the end of a try says about the pace, by pure reading. A relay answers for every recipient's server behind it: what it
 * refuses for one recipient says nothing about its own load, only its 421 does. A recipient's own server means us.
 */
export function paceEventOf({ outcome, evidence }: DeliveryResult): PaceEvent['kind'] {
  const { reply, stage } = evidence;
  if (outcome.kind === 'accepted') return 'accepted';
  if (reply?.code === 421) return 'pushed back';
  const isStranger = evidence.destination !== undefined;
  if (!isStranger || outcome.kind !== 'retry') return 'neutral';
  if (reply === null) return stage === 'connect' || stage === 'tls' ? 'pushed back' : 'neutral';
  return GREYLISTING.test(reply.text) ? 'neutral' : 'slowed';
}
