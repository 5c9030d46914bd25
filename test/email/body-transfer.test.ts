import net from 'node:net';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { BodyTransfer } from '../../src/email/body-transfer.ts';
import { until } from './relay-support.ts';

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

/** What the connection does after 354. */
function flow(transfer: BodyTransfer, socket: net.Socket): void {
  transfer.intoSocket(socket);
  transfer.source.pipe(new Writable());
}

const BODY = [Buffer.from('one\r\n'), Buffer.from('two\r\n')];

describe('the transfer of a body', () => {
  it('notes its progress and ends with the dot', async () => {
    const { socket, received } = await connect();
    const transfer = new BodyTransfer(BODY, 1000, () => Promise.resolve());
    expect(transfer.progress).toBe('unread');
    flow(transfer, socket);
    await until(() => received().endsWith('.\r\n'));
    expect(transfer.progress).toBe('ended');
    expect(received()).toBe('one\r\ntwo\r\n.\r\n');
  });

  it('yields nothing while it is not known whether it may begin', async () => {
    const { socket, received } = await connect();
    const begun = Promise.withResolvers<void>();
    const transfer = new BodyTransfer(BODY, 1000, () => begun.promise);
    flow(transfer, socket);
    await pause();
    expect([transfer.progress, received()]).toEqual(['unread', '']);
    begun.resolve();
    await until(() => transfer.progress === 'ended');
  });

  it('sends no dot once it is stopped, not even when all of the rest is through', async () => {
    const { socket, received } = await connect();
    const transfer = new BodyTransfer(
      BODY.map((chunk) => Buffer.concat([chunk, Buffer.alloc(20_000_000, 'x')])),
      1000,
      () => Promise.resolve(),
    );
    flow(transfer, socket);
    await until(() => transfer.progress === 'partly written');
    transfer.stop();
    await until(() => received().length === 20_000_005);
    await pause();
    expect(transfer.progress).toBe('partly written');
    expect(received().slice(0, 6)).toBe('one\r\nx');
  });

  it('stops by itself when the socket takes no more', async () => {
    const { socket } = await connect();
    socket.end();
    const transfer = new BodyTransfer(BODY, 1000, () => Promise.resolve());
    flow(transfer, socket);
    await pause();
    expect(transfer.progress).toBe('unread');
  });
});
