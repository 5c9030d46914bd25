import { mkdirSync } from 'node:fs';
import { printDocuments } from '../../src/dispatch/print-documents.ts';
import type { RunContext } from '../../src/dispatch/run-context.ts';
import { DEFAULT_PDF_LIMITS } from '../../src/print/pdf/inspect-pdf.ts';
import type { ShopProfile } from '../../src/print/shop-profile.ts';
import { collectAndClassify } from '../dispatch/mail.ts';
import { EXAMPLE_PROFILE } from '../print/example-profile.ts';
import { createNight, postRow, type Night } from '../support/night.ts';
import { smallLetter } from '../support/small-core.ts';

/** A night of four letters, one to four pages long, whose print file has been handed over to the outbox. */
export async function printedNight(
  profile: Partial<ShopProfile> = {},
): Promise<{ readonly night: Night; readonly run: RunContext }> {
  const rows = await Promise.all(
    [1, 2, 3, 4].map(async (pages) =>
      postRow(`D-${pages}`, { pdf_content: await smallLetter(`Letter D-${pages}`, pages) }),
    ),
  );
  const night = await createNight({ rows });
  mkdirSync(night.path('inbox'));
  const run = await night.context();
  await collectAndClassify(run);
  await printDocuments(run, {
    profile: { ...EXAMPLE_PROFILE, ...profile, handOver: { kind: 'folder', path: night.path('outbox') } },
    tariff: null,
    senderLine: 'Beispiel Versicherung AG · 69126 Heidelberg',
    limits: DEFAULT_PDF_LIMITS,
    workDirectory: night.path('work'),
    toolVersion: '0.0.0',
    productionDay: () => Promise.resolve('2026-11-24'),
  });
  return { night, run };
}
