import type { TrialPlan } from './plan.ts';
import type { Blow, Fault } from './player/fault.ts';

/** All that goes wrong in one trial, in one line. */
export function planText(plan: TrialPlan): string {
  const { relay, returns, shop } = plan;
  return [
    plan.beginning === 'evening' ? null : plan.beginning,
    ...plan.faults.map(faultText),
    ...plan.faultsOfRerun.map((fault) => `rerun: ${faultText(fault)}`),
    plan.callsBack ? 'print files called back, and that dies too' : null,
    plan.beside === 'nobody'
      ? null
      : `beside it ${plan.beside === 'three workers' ? '' : 'a '}${plan.beside}`,
    relay.outage === 'none' ? null : `relay: ${relay.outage}`,
    list('relay takes and drops message', relay.dropsStored),
    list('relay loses and drops message', relay.dropsLost),
    returns.genuine === 0 ? null : `bounce × ${returns.genuine}`,
    returns.forged ? 'forged bounces' : null,
    `shop acknowledges ${shop.acknowledges}${shop.spoils && shop.acknowledges !== 'never' ? ', spoils a letter' : ''}`,
    plan.encrypted ? 'encrypted for the shop' : null,
    plan.ownLetters ? 'own letters' : null,
  ]
    .filter((each) => each !== null)
    .join('; ');
}

function list(what: string, numbers: readonly number[]): string | null {
  return numbers.length === 0 ? null : `${what} ${numbers.map((each) => each + 1).join(', ')}`;
}

function faultText(fault: Fault): string {
  switch (fault.strikes) {
    case 'point':
      return `${blowText(fault.blow)} at ${fault.point}:${fault.times}`;
    case 'effect':
      return `${blowText(fault.blow)} at ${fault.of === 'any' ? 'effect' : fault.of} ${fault.at}`;
    case 'disk':
      return `disk: ${fault.error} from ${fault.on} ${fault.at} ${fault.lasts === null ? 'on' : `for ${fault.lasts}`}`;
    case 'database':
      return `database: ${fault.does} from ${fault.at} for ${fault.lasts}`;
  }
}

function blowText(blow: Blow): string {
  return blow.does === 'clock' ? `clock ${blow.byMs > 0 ? '+' : ''}${blow.byMs / 1000} s` : blow.does;
}
