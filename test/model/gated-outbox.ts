import type { HandOverTarget } from '../../src/print/outbox/hand-over-target.ts';
import { openOutbox } from '../../src/print/outbox/open-outbox.ts';
import type { Outbox } from '../../src/print/outbox/outbox.ts';
import type { Gate } from './scheduler.ts';

/** The real outbox as one process sees it: before each change in it others may be faster. */
export function gatedOutbox(gate: Gate): (target: HandOverTarget) => Promise<Outbox> {
  return async (target) => {
    const real = await openOutbox(target);
    const kindOf = (name: string): string => name.split('.').slice(1, 2).join('');
    return {
      ...real,
      writePart: async (name, content) => {
        await gate(`outbox: part of ${kindOf(name)}`);
        return real.writePart(name, content);
      },
      publishNew: async (part, name) => {
        await gate(`outbox: ${kindOf(name)} gets its name`);
        return real.publishNew(part, name);
      },
      renamePart: async (part, name) => {
        await gate('outbox: the shop is told');
        return real.renamePart(part, name);
      },
    };
  };
}
