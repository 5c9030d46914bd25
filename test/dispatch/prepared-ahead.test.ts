import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { emailDocuments } from '../../src/dispatch/email-documents.ts';
import type { EmailTools } from '../../src/dispatch/email-tools.ts';
import type { RunContext } from '../../src/dispatch/run-context.ts';
import { deliveringBy } from '../../src/email/route.ts';
import { createNight, emailRow, type Night } from '../support/night.ts';
import { collectAndClassify, startMail, type Mail } from './mail.ts';

let night: Night;
let mail: Mail;

afterEach(async () => {
  await mail.close();
  await night.close();
});

interface Watched {
  readonly run: RunContext;
  readonly stop: AbortController;
  /** Resolves when the second message was composed. */
  readonly secondReady: Promise<void>;
  /** The step over one connection; `meanwhile` happens between the first message's acceptance and its becoming known. */
  readonly send: (meanwhile: () => Promise<void>) => Promise<Readonly<Record<string, number>>>;
}

async function twoEmails(): Promise<Watched> {
  night = await createNight({ rows: [emailRow('A'), emailRow('B')] });
  mail = await startMail(night);
  const stop = new AbortController();
  const run = await night.context({ signal: stop.signal });
  await collectAndClassify(run);
  const second = Promise.withResolvers<void>();
  const send: Watched['send'] = async (meanwhile) => {
    const tools = await mail.tools(run, { connections: 1 });
    let composed = 0;
    let delivered = 0;
    const watched: EmailTools = {
      ...tools,
      compose: async (input) => {
        const message = await tools.compose(input);
        composed += 1;
        if (composed === 2) second.resolve();
        return message;
      },
      route: deliveringBy(tools.route, async (message, hooks) => {
        const result = await tools.route.deliver(message, hooks);
        delivered += 1;
        if (delivered === 1) await meanwhile();
        return result;
      }),
    };
    return emailDocuments(run, watched, () => Promise.resolve());
  };
  return { run, stop, secondReady: second.promise, send };
}

describe('the next message', () => {
  it('is made while the only connection waits for a reply, and nothing of it is written down yet', async () => {
    const { secondReady, send } = await twoEmails();
    let tries: readonly unknown[] = [];
    const counts = await send(async () => {
      await secondReady;
      tries = night.sql('SELECT number FROM attempt');
    });
    expect(tries).toHaveLength(1);
    expect(counts).toEqual({ accepted: 2 });
    expect(mail.accepted()).toEqual(['a@mail.example', 'b@mail.example']);
  });

  it('S9: is made anew when it waited long for its connection: a consent withdrawn meanwhile wins', async () => {
    const { secondReady, send } = await twoEmails();
    const counts = await send(async () => {
      await secondReady;
      night.core(
        `UPDATE pending_output_document SET consent_withdrawn_on = '2026-11-23' WHERE document_id = 'B'`,
      );
      await delay(1_100);
    });
    expect(counts).toEqual({ accepted: 1, rerouted: 1 });
    expect(mail.accepted()).toEqual(['a@mail.example']);
    expect(await night.dispatch('B')).toMatchObject({ state: 'queued_print', attempts: 0 });
  });

  it('is given back, not begun, when the step is to stop while it waits', async () => {
    const { secondReady, send, stop } = await twoEmails();
    await send(async () => {
      await secondReady;
      stop.abort();
    });
    expect(mail.accepted()).toEqual(['a@mail.example']);
    expect(await night.dispatch('B')).toMatchObject({ state: 'queued_email', attempts: 0 });
  });
});
