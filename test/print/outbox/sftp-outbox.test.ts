import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, connect, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Secret } from '../../../src/config/secret.ts';
import { FileConflictError, HandOverInDoubtError } from '../../../src/print/errors.ts';
import { HAND_OVER_POINTS, handOver, type HandOverPoint } from '../../../src/print/hand-over.ts';
import type { HandOverRequest, HandOverResult } from '../../../src/print/hand-over.ts';
import type { SftpTarget } from '../../../src/print/outbox/hand-over-target.ts';
import { openSftpOutbox } from '../../../src/print/outbox/sftp-outbox.ts';
import { sftpServerProblem, startSftpServer, type SftpServer } from '../../support/sftp-server.ts';

const PDF = Buffer.alloc(600_001, 'letters ');
const STEM = '2026-11-23_pf-1_domestic-standard-duplex';
const TRIGGER = `${STEM}.ready`;
const ALL = [`${STEM}.csv`, `${STEM}.json`, `${STEM}.pdf`, TRIGGER];
const problem = sftpServerProblem();

describe.skipIf(problem !== null)(
  `hand-over over SFTP${problem === null ? '' : ` (skipped: ${problem})`}`,
  () => {
    let server: SftpServer;
    let served = '';
    let root = '';
    let target: SftpTarget;
    let request: Omit<HandOverRequest, 'outbox'>;

    beforeAll(async () => {
      served = mkdtempSync(join(tmpdir(), 'sftp-served-'));
      server = await startSftpServer(served);
    });
    afterAll(async () => {
      await server.close();
      rmSync(served, { recursive: true, force: true });
    });
    beforeEach(() => {
      root = mkdtempSync(join(served, 'case-'));
      mkdirSync(join(root, 'in'));
      target = { ...server.target, directory: join(root, 'in') };
      const pdfPath = join(root, `${STEM}.pdf`);
      writeFileSync(pdfPath, PDF);
      request = {
        pdfPath,
        manifestJson: '{"a":1}\n',
        manifestCsv: 'a;b\r\n',
        printFileId: 'pf-1',
        sha256: createHash('sha256').update(PDF).digest('hex'),
      };
    });
    afterEach(() => rmSync(root, { recursive: true, force: true }));

    const inBox = (): readonly string[] => readdirSync(target.directory).sort();

    /** One process' hand-over: its own connection, closed at the end. */
    async function attempt(
      atPoint: (point: HandOverPoint) => void = () => undefined,
      to: SftpTarget = target,
      more: Partial<HandOverRequest> = {},
    ): Promise<HandOverResult> {
      const outbox = await openSftpOutbox(to);
      try {
        return await handOver({ ...request, ...more, outbox }, atPoint);
      } finally {
        await outbox.close();
      }
    }

    const crashAt =
      (where: HandOverPoint) =>
      (point: HandOverPoint): void => {
        if (point === where) throw new Error('crash');
      };

    function expectWhole(): void {
      expect(inBox()).toEqual(ALL);
      expect(readFileSync(join(target.directory, `${STEM}.pdf`)).equals(PDF)).toBe(true);
    }

    test('publishes everything whole, the trigger last, for nobody else to read', async () => {
      const seen: [HandOverPoint, boolean][] = [];
      await attempt((point) => seen.push([point, inBox().includes(TRIGGER)]));
      expect(seen.map(([point]) => point)).toEqual(HAND_OVER_POINTS);
      expect(seen.filter(([, triggered]) => triggered)).toEqual([['trigger_written', true]]);
      expectWhole();
      for (const name of ALL) expect(statSync(join(target.directory, name)).mode & 0o077).toBe(0);
    });

    test.each(HAND_OVER_POINTS)('after a crash at %s ends as if nothing had happened', async (point) => {
      await expect(attempt(crashAt(point))).rejects.toThrow('crash');
      expect(existsSync(join(target.directory, TRIGGER))).toBe(point === 'trigger_written');
      await attempt();
      expectWhole();
    });

    test('once the shop was told and has taken everything, it is not told twice', async () => {
      await expect(attempt(crashAt('trigger_written'))).rejects.toThrow('crash');
      for (const name of inBox()) rmSync(join(target.directory, name));
      expect((await attempt()).outcome).toBe('already_handed_over');
      expect(inBox()).toEqual([]);
    });

    test('several at once tell the shop once', async () => {
      const results = await Promise.all([attempt(), attempt(), attempt()]);
      expect(results.filter(({ outcome }) => outcome === 'handed_over')).toHaveLength(1);
      expectWhole();
    });

    test('another place in the profile does not make a second job', async () => {
      await expect(attempt(crashAt('trigger_announced'))).rejects.toThrow('crash');
      mkdirSync(join(root, 'moved'));
      const moved = { ...target, directory: join(root, 'moved') };
      await expect(attempt(() => undefined, moved)).rejects.toThrow(HandOverInDoubtError);
      expect(readdirSync(moved.directory)).toEqual([]);
    });

    test('a lost fence keeps the trigger back', async () => {
      const beforeTrigger = (): Promise<void> => Promise.reject(new Error('taken over'));
      await expect(attempt(undefined, target, { beforeTrigger })).rejects.toThrow('taken over');
      expect(inBox()).not.toContain(TRIGGER);
      await attempt();
      expectWhole();
    });

    test('a server with another key is refused before anything is said', async () => {
      const hostKey = `SHA256:${'A'.repeat(43)}`;
      await expect(openSftpOutbox({ ...target, hostKey })).rejects.toMatchObject({
        name: 'HostKeyMismatchError',
        retryable: false,
        message: expect.stringContaining(server.target.hostKey) as string,
      });
    });

    test('a refused login is named', async () => {
      const password = { ...target, key: null, password: new Secret('wrong') };
      await expect(openSftpOutbox(password)).rejects.toThrow('refused the login');
    });

    test('other content under a name of ours is never overwritten', async () => {
      writeFileSync(join(target.directory, `${STEM}.pdf`), 'somebody else');
      await expect(attempt()).rejects.toThrow(FileConflictError);
      expect(readFileSync(join(target.directory, `${STEM}.pdf`), 'utf8')).toBe('somebody else');
    });

    test('a missing directory is named, and not made', async () => {
      rmSync(target.directory, { recursive: true });
      await expect(attempt()).rejects.toThrow('no such directory');
      expect(existsSync(target.directory)).toBe(false);
    });

    test('a full disk at the shop leaves no trigger, and the next run completes', async ({ skip }) => {
      const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', target.directory]);
      skip(mounted.status !== 0, `no mount here: ${String(mounted.stderr)}`);
      try {
        await expect(attempt()).rejects.toThrow('full disk');
        expect(inBox()).not.toContain(TRIGGER);
        spawnSync('mount', ['-o', 'remount,size=8m', target.directory]);
        await attempt();
        expectWhole();
      } finally {
        spawnSync('umount', [target.directory]);
      }
    });

    test('a read-only directory is named, and nothing is triggered', async ({ skip }) => {
      const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', target.directory]);
      skip(mounted.status !== 0, `no mount here: ${String(mounted.stderr)}`);
      try {
        await expect(attempt()).rejects.toThrow(/PRINT_FILE|server/);
        expect(inBox()).toEqual([]);
      } finally {
        spawnSync('umount', [target.directory]);
      }
    });

    test.each([2_000, 20_000, 300_000, 605_000, 612_000])(
      'a line that drops after %i bytes fails, and the next run ends as if nothing had happened',
      async (bytes) => {
        const line = await cuttingLine(target.port, bytes);
        const through = { ...target, port: line.port };
        await attempt(() => undefined, through).catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'PRINT_FILE', retryable: true });
        });
        line.mend();
        await attempt(() => undefined, through);
        await line.close();
        expectWhole();
      },
    );
  },
);

/** A line to the server that is cut once so many bytes went up. */
async function cuttingLine(
  port: number,
  bytes: number,
): Promise<{ readonly port: number; mend(): void; close(): Promise<void> }> {
  const sockets: Socket[] = [];
  let budget = bytes;
  const line = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    sockets.push(client, server);
    let left = budget;
    const cut = (): void => {
      client.destroy();
      server.destroy();
    };
    client.on('data', (chunk) => {
      server.write(chunk.subarray(0, Math.max(0, left)));
      left -= chunk.length;
      if (left <= 0) cut();
    });
    server.on('data', (chunk) => void client.write(chunk));
    for (const socket of [client, server]) socket.on('error', cut).on('close', cut);
  });
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve));
  return {
    port: (line.address() as AddressInfo).port,
    mend: () => void (budget = Number.MAX_SAFE_INTEGER),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => line.close(resolve));
    },
  };
}
