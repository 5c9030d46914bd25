import type { EmailScenario } from './email-model.ts';
import { ACCEPTED, type Answer } from './email-world.ts';

const REFUSED_FOR_NOW: Answer = {
  taken: false,
  reply: { code: 451, enhanced: '4.3.0', text: 'later' },
};
const REFUSED: Answer = { taken: false, reply: { code: 550, enhanced: '5.2.1', text: 'closed' } };
const LOST_AFTER_TAKEN: Answer = { taken: true, reply: null };
const LOST_BEFORE_TAKEN: Answer = { taken: false, reply: null };

/** By what the server does and why the second worker takes over. */
export const EMAIL_SCENARIOS = {
  'accepted, run declared dead': { answers: [ACCEPTED], takeOver: 'run declared dead' },
  'accepted, lease ran out': { answers: [ACCEPTED], takeOver: 'lease ran out' },
  'refused for now, run declared dead': { answers: [REFUSED_FOR_NOW], takeOver: 'run declared dead' },
  'refused, lease ran out': { answers: [REFUSED, REFUSED], takeOver: 'lease ran out' },
  'taken, connection lost, run declared dead': { answers: [LOST_AFTER_TAKEN], takeOver: 'run declared dead' },
  'not taken, connection lost, lease ran out': { answers: [LOST_BEFORE_TAKEN], takeOver: 'lease ran out' },
} as const satisfies Readonly<Record<string, EmailScenario>>;
