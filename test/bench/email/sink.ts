import net from 'node:net';
import tls from 'node:tls';
import { createAuthority, issueCertificate } from '../../../src/demo/certificates.ts';

/**
 * An SMTP server in a process of its own that takes everything and keeps nothing: STARTTLS, then as little work as a
 * server can do, so that what is measured is the sender. Says its port and authority on the channel to its parent, takes
 * the latency of the reply after the dot (ms) from there, and tells how many messages it took for whom since then.
 */
const HOST = 'sink.example';
const END: Buffer = Buffer.from('\r\n.\r\n');
const EXTENSIONS = ['PIPELINING', 'SIZE 52428800', '8BITMIME', 'DSN'];

const authority = createAuthority();
const context = tls.createSecureContext(issueCertificate(authority, { names: [HOST] }));
let latencyMs = 0;
const taken = new Map<string, number>();

process.on('message', (order: { latencyMs: number } | 'taken') => {
  if (order === 'taken') {
    process.send?.([...taken]);
    return;
  }
  ({ latencyMs } = order);
  taken.clear();
  process.send?.({ latencyMs });
});
process.on('disconnect', () => process.exit(0));

const server = net.createServer((socket) => {
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.write('220 sink.example\r\n');
  let said = '';
  const greet = (chunk: Buffer): void => {
    said += chunk.toString('latin1');
    for (let end = said.indexOf('\r\n'); end >= 0; end = said.indexOf('\r\n')) {
      const verb = said.slice(0, 8).toUpperCase();
      said = said.slice(end + 2);
      if (verb !== 'STARTTLS') {
        socket.write('250-sink.example\r\n250 STARTTLS\r\n');
        continue;
      }
      socket.off('data', greet);
      socket.write('220 go\r\n');
      serve(new tls.TLSSocket(socket, { isServer: true, secureContext: context }));
    }
  };
  socket.on('data', greet);
});

function serve(socket: tls.TLSSocket): void {
  let said = '';
  let tail: Buffer = Buffer.alloc(0);
  let inBody = false;
  let recipient = '';
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    if (!inBody) {
      said += chunk.toString('latin1');
      return answer();
    }
    // The sender waits for the reply, so the end of the message is the end of what has arrived.
    tail =
      chunk.length >= END.length
        ? chunk.subarray(-END.length)
        : Buffer.concat([tail, chunk]).subarray(-END.length);
    if (!tail.equals(END)) return undefined;
    inBody = false;
    taken.set(recipient, (taken.get(recipient) ?? 0) + 1);
    const done = (): void => void socket.write('250 2.0.0 Ok: queued as 4711\r\n');
    return latencyMs === 0 ? done() : void setTimeout(done, latencyMs);
  });

  function answer(): void {
    let replies = '';
    for (let end = said.indexOf('\r\n'); end >= 0 && !inBody; end = said.indexOf('\r\n')) {
      const verb = said.slice(0, 4).toUpperCase();
      if (verb === 'RCPT') recipient = said.slice(said.indexOf('<') + 1, said.indexOf('>'));
      said = said.slice(end + 2);
      if (verb === 'EHLO') replies += [...EXTENSIONS.map((name) => `250-${name}\r\n`), '250 OK\r\n'].join('');
      else if (verb === 'DATA') {
        replies += '354 go\r\n';
        inBody = true;
        tail = Buffer.alloc(0);
      } else if (verb === 'QUIT') socket.end('221 bye\r\n');
      else replies += '250 2.0.0 Ok\r\n';
    }
    if (replies !== '') socket.write(replies);
  }
}

server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as net.AddressInfo).port, ca: authority.certificate });
});
