import { join } from 'node:path';
import { installedPeers } from './peers.ts';
import type { Peer } from './peers.ts';

export interface Contender extends Peer {
  readonly isPeer: boolean;
}

export const PLAIN = 'postausgang';
export const EVERYTHING = 'postausgang, preflight, marks, verification';
/** Ours in its shapes: the same work as the peers', and with what a night adds. */
const OURS = [
  { name: PLAIN, args: [] },
  { name: 'postausgang, preflight', args: ['--preflight'] },
  { name: 'postausgang, marks', args: ['--marks'] },
  { name: 'postausgang, preflight, marks', args: ['--preflight', '--marks'] },
  { name: EVERYTHING, args: ['--preflight', '--marks', '--verify'] },
] as const;
/** As the job starts: scripts are compiled once, and the young generation is kept small (jobs/postausgang.mjs). */
const NODE_ARGS = ['--max-semi-space-size=4'] as const;

/**
 * In the order of their turns, ours and peers one after the other, so that both meet the same machine.
 * @param wanted parts of the names of peers; null: all that are installed
 * @param shapes names of ours; null: all
 */
export function contenders(
  wanted: readonly string[] | null,
  shapes: readonly string[] | null,
): readonly Contender[] {
  const own = OURS.filter(({ name }) => shapes === null || shapes.includes(name));
  const peers = installedPeers().filter(
    ({ name }) => wanted === null || wanted.some((part) => name.includes(part)),
  );
  const rounds = Math.max(own.length, peers.length);
  return Array.from({ length: rounds }, (_, index) => {
    const shape = own[index];
    const peer = peers[index];
    return [
      ...(shape === undefined ? [] : [ours(shape.name, shape.args)]),
      ...(peer === undefined ? [] : [{ ...peer, isPeer: true }]),
    ];
  }).flat();
}

function ours(name: string, options: readonly string[]): Contender {
  const writer = join(import.meta.dirname, 'write-letters.ts');
  return {
    name,
    command: process.execPath,
    args: (_letters, list, output) => [...NODE_ARGS, writer, '--list', list, '--output', output, ...options],
    isPeer: false,
  };
}
