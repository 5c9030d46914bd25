import { z } from 'zod';
import type { ReadContext } from './read-context.ts';
import { choice, duration, optional, path, size, wholeNumber } from './values.ts';

/** How much of a hostile or broken PDF is looked at before it is held. */
export const pdfSection = z
  .strictObject({
    limits: z
      .strictObject({
        maxBytes: size('100KB', '1GB').prefault('50MiB').describe('Size of the file.'),
        maxPages: wholeNumber(1, 10_000).default(200).describe('Pages.'),
        maxObjects: wholeNumber(100, 10_000_000).default(200_000).describe('PDF objects.'),
        maxDecodedBytes: size('1MB', '2GB')
          .prefault('64MiB')
          .describe('All streams decompressed, or twenty times the file’s size where that is more.'),
        maxDepth: wholeNumber(8, 1000).default(100).describe('Nesting of objects and of the page tree.'),
        maxMillis: wholeNumber(100, 600_000).default(20_000).describe('Milliseconds spent on one document.'),
      })
      .prefault({})
      .describe('A document beyond one of them is held; the rest of the night goes on.'),
    text: z
      .strictObject({
        maxMillis: wholeNumber(500, 600_000).default(20_000).describe('Milliseconds spent on one document.'),
        maxMemory: size('32MB', '2GB').prefault('256MiB').describe('Memory of each reader beside its heap.'),
        maxCharacters: wholeNumber(10_000, 100_000_000)
          .default(2_000_000)
          .describe('Characters of one document.'),
        workers: wholeNumber(1, 16).default(2).describe('Threads that read at the same time.'),
      })
      .prefault({})
      .describe(
        'Reading what a PDF says before it is e-mailed (D6, S11). A document beyond a limit goes by post; the rest of the night goes on.',
      ),
  })
  .prefault({});

export const runSection = z
  .strictObject({
    heartbeat: duration('1s', '5m').prefault('10s').describe('How often a run says that it is alive.'),
    deadAfter: duration('3s', '1h')
      .prefault('60s')
      .describe('Silence after which a run counts as dead and is taken over; at least three heartbeats.'),
    range: wholeNumber(1, 100_000)
      .default(500)
      .describe(
        'Documents that are decided as one piece where several processes share a night (docs/scale-out.md): what a process that dies leaves to be done again.',
      ),
  })
  // A run that is merely late with one heartbeat must not be taken over while it is sending.
  .refine((value) => value.deadAfter >= 3 * value.heartbeat, {
    path: ['deadAfter'],
    error: 'at least three times `heartbeat`',
  })
  .prefault({});

/** L7: what is kept for days. Records of documents are kept by the classes of the rule catalogue. */
export const retentionSection = z
  .strictObject({
    printFiles: duration('1d', '365d')
      .prefault('30d')
      .describe('Print files after their hand-over; those that are not settled with the shop stay.'),
    journals: duration('30d', '730d')
      .prefault('90d')
      .describe(
        'Journals after the end of their run. Longer than any backup of the ledger that may be restored.',
      ),
    bounceReports: duration('30d', '730d')
      .prefault('90d')
      .describe(
        'Reports of mail systems about no known document, and the mails in the folder `.done` of `bounces.maildir`, after they were done with; what waits for a person stays. Longer than any backup of the ledger that may be restored.',
      ),
    shopReports: duration('30d', '3650d')
      .prefault('365d')
      .describe(
        'The letter shop’s files in the folder `imported` of its inbox, after they were read; what they said stays in the ledger, and a file of which something is to be cleared stays.',
      ),
  })
  .prefault({});

export function logSection(read: ReadContext) {
  return z
    .strictObject({
      level: choice(['error', 'warn', 'info', 'debug']).default('info').describe('The least that is logged.'),
      file: optional(path(read)).describe('A file that gets JSON lines as well; not set: stderr only.'),
    })
    .prefault({});
}
