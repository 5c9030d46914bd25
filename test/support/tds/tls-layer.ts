import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { MESSAGE, MessageReader, packetsOf } from './packets.ts';

/**
 * TLS as TDS 7.x has it: the handshake travels inside of PRELOGIN packets, what follows goes bare over the wire
 * (MS-TDS section 3.3.5.1). Both sides change over when their handshake is done.
 */
export function tlsInsideTds(
  socket: Socket,
  certificate: { readonly key: string; readonly cert: string },
): TLSSocket {
  const reader = new MessageReader();
  let wrapped = true;
  const pipe = new Duplex({
    read: () => undefined,
    write: (bytes: Buffer, _encoding, done) => {
      if (socket.destroyed) done();
      else socket.write(wrapped ? packetsOf(MESSAGE.prelogin, bytes) : bytes, () => done());
    },
  });
  socket.on('data', (bytes) => {
    // A TLS record never looks like a PRELOGIN packet: its first byte is 20 to 23.
    // Bare bytes say that the client's handshake is done. Only then does the server change over: its own `secure`
    // comes before the last packet of its handshake is written.
    if (bytes[0] !== MESSAGE.prelogin) {
      wrapped = false;
      pipe.push(bytes);
      return;
    }
    for (const { payload } of reader.push(bytes)) pipe.push(payload);
  });
  socket.on('close', () => pipe.destroy());
  return new TLSSocket(pipe, { isServer: true, maxVersion: 'TLSv1.2', ...certificate });
}
