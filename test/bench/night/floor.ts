import { once } from 'node:events';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';
import BetterSqlite3 from 'better-sqlite3';
import { addressOf, documentIdOf, isEmailed } from './core.ts';

/**
 * What no program can do without, in a process of its own: the letters for print copied into as many files and flushed, and
 * the messages written by a plain SMTP client over the same number of connections. It decides nothing, looks into nothing,
 * remembers nothing and proves nothing.
 */
export interface FloorOrder {
  readonly core: string;
  readonly directory: string;
  readonly documents: number;
  readonly connections: number;
  readonly port: number;
  readonly ca: string;
}

export interface FloorFigures {
  readonly copySeconds: number;
  readonly copiedBytes: number;
  readonly smtpSeconds: number;
  readonly messages: number;
  readonly cpuSeconds: number;
}

const LETTERS_IN_FILE = 9_000;
const END: Buffer = Buffer.from('\r\n.\r\n');
const LINE = 57;

process.once('message', (order: FloorOrder) => {
  void measureFloor(order).then(
    (figures) => {
      process.send?.(figures);
      process.disconnect();
    },
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function measureFloor(order: FloorOrder): Promise<FloorFigures> {
  const core = new BetterSqlite3(order.core, { readonly: true });
  const query = core.prepare('SELECT content FROM letter WHERE document_id = ?').pluck();
  const letterOf = (index: number): Buffer => query.get(documentIdOf(index)) as Buffer;
  const all = Array.from({ length: order.documents }, (_, index) => index);
  const began = performance.now();
  const copiedBytes = copy(
    order.directory,
    all.filter((index) => !isEmailed(index)),
    letterOf,
  );
  const copied = performance.now();
  const emails = all.filter(isEmailed);
  await Promise.all(
    Array.from({ length: order.connections }, (_, connection) =>
      write(
        order,
        emails.filter((_email, place) => place % order.connections === connection),
        letterOf,
      ),
    ),
  );
  const written = performance.now();
  const { user, system } = process.cpuUsage();
  core.close();
  return {
    copySeconds: (copied - began) / 1000,
    copiedBytes,
    smtpSeconds: (written - copied) / 1000,
    messages: emails.length,
    cpuSeconds: (user + system) / 1e6,
  };
}

function copy(directory: string, letters: readonly number[], letterOf: (index: number) => Buffer): number {
  let bytes = 0;
  for (let from = 0; from < letters.length; from += LETTERS_IN_FILE) {
    const file = openSync(join(directory, `floor-${from}.bin`), 'w');
    for (const index of letters.slice(from, from + LETTERS_IN_FILE))
      bytes += writeSync(file, letterOf(index));
    fsyncSync(file);
    closeSync(file);
  }
  return bytes;
}

/** One connection: STARTTLS, then one message after the other, commands pipelined. */
async function write(
  { port, ca }: FloorOrder,
  emails: readonly number[],
  letterOf: (index: number) => Buffer,
): Promise<void> {
  const plain = net.connect(port, '127.0.0.1');
  plain.setNoDelay(true);
  await replies(plain, 1);
  plain.write('EHLO floor.example\r\n');
  await replies(plain, 1);
  plain.write('STARTTLS\r\n');
  await replies(plain, 1);
  const socket = tls.connect({ socket: plain, ca, servername: 'sink.example' });
  await once(socket, 'secureConnect');
  socket.write('EHLO floor.example\r\n');
  await replies(socket, 1);
  for (const index of emails) {
    socket.write(`MAIL FROM:<bounce@versicherung.example>\r\nRCPT TO:<${addressOf(index)}>\r\nDATA\r\n`);
    await replies(socket, 3);
    socket.write(messageOf(index, letterOf(index)));
    await replies(socket, 1);
  }
  socket.end('QUIT\r\n');
  await once(socket, 'close');
}

function messageOf(index: number, pdf: Buffer): Buffer {
  const base64 = pdf.toString('base64').replaceAll(new RegExp(`.{${(LINE * 4) / 3}}`, 'g'), '$&\r\n');
  const head = `From: post@versicherung.example\r\nTo: ${addressOf(index)}\r\nSubject: Post\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(base64, 'latin1'), END]);
}

/** Waits for so many complete replies; a line whose code is followed by a hyphen goes on. */
async function replies(socket: net.Socket, count: number): Promise<void> {
  let said = '';
  while ((said.match(/^\d{3} .*\r\n/gm) ?? []).length < count) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    said += chunk.toString('latin1');
    if (/^[45]/m.test(said)) throw new Error(`The sink said: ${said}`);
  }
}
