import type { DeliveryResult, EmailRoute } from '../../src/email/route.ts';
import type { SmtpReply } from '../../src/domain/delivery.ts';
import { outcomeOfFinalReply } from '../../src/email/outcome.ts';
import type { DeliveryHooks } from '../../src/email/route.ts';
import type { Gate } from './scheduler.ts';

/** What the server does with a body: whether it took it, and what it says; null: the connection is gone. */
export interface Answer {
  readonly taken: boolean;
  readonly reply: SmtpReply | null;
}

export const ACCEPTED: Answer = {
  taken: true,
  reply: { code: 250, enhanced: '2.0.0', text: 'Ok: queued as ABC' },
};

/** The other side, with a record of its own: what really arrived, whatever our ledger says. */
export class EmailWorld {
  readonly #answers: readonly Answer[];
  /** Attempts whose body the server took, in order: one copy each. */
  readonly copies: string[] = [];
  /** Attempts whose body went out, taken or not. */
  readonly bodies: string[] = [];
  /** Attempts whose final reply is known to the sender: whatever else went out is in doubt. */
  readonly #proven = new Set<string>();
  /** Bodies that went out while an earlier one was in doubt. */
  guesses = 0;

  /** @param answers to the first, second, … body; those behind the last are accepted */
  constructor(answers: readonly Answer[]) {
    this.#answers = answers;
  }

  receive(attemptId: string): Answer {
    const answer = this.#answers[this.bodies.length] ?? ACCEPTED;
    if (this.bodies.some((earlier) => !this.#proven.has(earlier))) this.guesses += 1;
    this.bodies.push(attemptId);
    if (answer.taken) this.copies.push(attemptId);
    return answer;
  }

  prove(attemptId: string): void {
    this.#proven.add(attemptId);
  }
}

/** In which order a route calls its hooks and lets the body go. */
export type BodyOrder = (hooks: DeliveryHooks, send: () => Promise<Answer>) => Promise<Answer>;

/** As `DeliveryHooks` demands it of every route. */
export const HOOK_FIRST: BodyOrder = async (hooks, send) => {
  await hooks.bodyBegun();
  return send();
};

/** A way to that server: everything but the body and the final reply is left out. */
export function routeTo(world: EmailWorld, gate: Gate, order: BodyOrder): EmailRoute {
  return {
    deliver: async ({ attemptId }, hooks) => {
      const { reply } = await order(hooks, async () => {
        await gate('the body goes out');
        return world.receive(attemptId);
      });
      if (reply !== null) {
        await hooks.finalReply(reply);
        world.prove(attemptId);
      }
      return resultOf(reply);
    },
    close: () => Promise.resolve(),
    probe: () => Promise.resolve(resultOf(ACCEPTED.reply)),
    kind: 'mx',
    serversOf: (domain) => Promise.resolve(domain),
  };
}

function resultOf(reply: SmtpReply | null): DeliveryResult {
  return {
    outcome:
      reply === null
        ? { kind: 'in_doubt', reason: 'no final reply that proves anything' }
        : outcomeOfFinalReply(reply),
    evidence: { host: 'mx.example', port: 25, tls: null, reply, queueId: null, stage: 'final_reply' },
  };
}
