import net from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { BodyTransfer } from '../../src/email/body-transfer.ts';

let server: net.Server | null = null;
let client: net.Socket | null = null;

afterEach(() => {
  client?.destroy();
  server?.close();
});

/** A connection and what has arrived at its other end. */
async function connect(): Promise<{ socket: net.Socket; received: () => string }> {
  const chunks: Buffer[] = [];
  server = net.createServer((socket) => socket.on('data', (chunk) => chunks.push(chunk)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
  await once(client, 'connect');
  return { socket: client, received: () => Buffer.concat(chunks).toString() };
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 30);
  });
}

const BODY = [Buffer.from('one\r\n'), Buffer.from('two\r\n')];

describe('the transfer of a body', () => {
  it('notes its progress and ends with the dot', async () => {
    const { socket, received } = await connect();
    const transfer = new BodyTransfer(BODY, 1000, () => Promise.resolve());
    expect(transfer.progress).toBe('unread');
    transfer.source.pipe(transfer.sinkInto(socket));
    await pause();
    expect(transfer.progress).toBe('ended');
    expect(received()).toBe('one\r\ntwo\r\n.\r\n');
  });

  it('yields nothing while it is not known whether it may begin', async () => {
    const { socket, received } = await connect();
    const begun = Promise.withResolvers<void>();
    const transfer = new BodyTransfer(BODY, 1000, () => begun.promise);
    transfer.source.pipe(transfer.sinkInto(socket));
    await pause();
    expect([transfer.progress, received()]).toEqual(['unread', '']);
    begun.resolve();
    await pause();
    expect(transfer.progress).toBe('ended');
  });

  it('sends no dot once it is stopped, not even when all of the rest is through', async () => {
    const { socket, received } = await connect();
    const transfer = new BodyTransfer(BODY, 1000, () => Promise.resolve());
    const sink = transfer.sinkInto(socket);
    sink.write(BODY[0]);
    await pause();
    transfer.stop();
    sink.write(BODY[1]);
    sink.end();
    await pause();
    expect([transfer.progress, received()]).toEqual(['partly written', 'one\r\n']);
  });

  it('stops by itself when the socket takes no more', async () => {
    const { socket } = await connect();
    socket.end();
    const transfer = new BodyTransfer(BODY, 1000, () => Promise.resolve());
    transfer.source.pipe(transfer.sinkInto(socket));
    await pause();
    expect(transfer.progress).toBe('unread');
  });
});
