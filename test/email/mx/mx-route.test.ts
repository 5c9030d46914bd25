import { expect, it } from 'vitest';
import { messageTo, MX_HOST, recordingHooks, SECRET } from '../relay-support.ts';
import { withMx } from './mx-support.ts';

it('takes a message straight to the server of the recipient’s domain, over TLS', async () => {
  await withMx({}, async ({ server, route }) => {
    const hooks = recordingHooks();
    const { outcome, evidence } = await route.deliver(messageTo('anna@post.example'), hooks);
    expect(outcome).toEqual({ kind: 'accepted' });
    expect(server.record.acceptances).toHaveLength(1);
    expect(server.record.clearText).not.toContain(SECRET);
    expect(hooks.calls[0]).toBe('body begun');
    expect(evidence).toMatchObject({
      host: MX_HOST,
      tls: { protocol: 'TLSv1.3', authorized: true },
      stage: 'final_reply',
      destination: { level: 'verified', address: '127.0.0.1', passedOver: [] },
    });
    await route.deliver(messageTo('bernd@fault.example'), recordingHooks());
    expect(server.record.connections).toBe(1);
    expect(await route.serversOf('post.example')).toBe('fault.example');
    expect((await route.probe('post.example')).outcome.kind).toBe('accepted');
  });
});
