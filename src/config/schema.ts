import { join } from 'node:path';
import { z } from 'zod';
import { alertsSection, metricsSection } from './alert-sections.ts';
import { bouncesSection } from './bounces-section.ts';
import { consoleSection } from './console-section.ts';
import { coreSection, ledgerSection } from './core-section.ts';
import { emailSection } from './email-section.ts';
import { insurerSection } from './insurer-section.ts';
import { anomaliesSection, reportSection, scheduleSection } from './night-sections.ts';
import { lettersSection } from './letters-section.ts';
import { logSection, pdfSection, retentionSection, runSection } from './operation-sections.ts';
import { printSection } from './print-section.ts';
import type { ReadContext } from './read-context.ts';
import { existingFile, optional, path, timeZone } from './values.ts';

/** The rule catalogue that comes with the program. */
const SHIPPED_CATALOGUE = join(import.meta.dirname, '../../templates/rule-catalogue.yaml');

/** The whole of `postausgang.yaml`. Each description is printed in docs/configuration.md. */
export function configurationSchema(read: ReadContext) {
  return z.strictObject(
    {
      timeZone: timeZone()
        .default('Europe/Berlin')
        .describe('The insurer’s time zone: decides which business date a run belongs to.'),
      dataDir: path(read).describe(
        'Folder of the journal (`journal/`) and of print files in the making (`work/`). On a disk of its own that is backed up (S24).',
      ),
      core: coreSection(read).describe('The insurer’s core database, read through one view.'),
      ledger: ledgerSection(read).describe(
        'Our own database: every document’s state, attempts and evidence.',
      ),
      catalogue: optional(existingFile(read))
        .transform((file) => file ?? SHIPPED_CATALOGUE)
        .describe('The rule catalogue; not set: the one that comes with the program.'),
      email: emailSection(read).describe(
        'The e-mail channel. TLS 1.2 or newer is always required and verified: there is no setting for less (S1, S4).',
      ),
      bounces: bouncesSection(read).describe('What comes back after a relay took a message (docs/email.md).'),
      insurer: insurerSection.describe('Who writes: printed on our own letters and into each e-mail.'),
      letters: lettersSection,
      print: printSection(read).describe('The print channel.'),
      pdf: pdfSection.describe('What is taken for a PDF that can be printed.'),
      run: runSection.describe('How runs recognise that another one died.'),
      schedule: scheduleSection.describe('When nights begin.'),
      report: reportSection(read).describe('The report of each run.'),
      anomalies: anomaliesSection.describe('Nights that look unlike the ones before.'),
      alerts: alertsSection(read).describe('Who is told when something is wrong.'),
      metrics: metricsSection(read).describe('Figures for monitoring.'),
      console: consoleSection(read).describe('The web page of operations (docs/console.md).'),
      retention: retentionSection.describe(
        'How long files, and reports of mail systems, are kept (L7); `retention run` removes what is over.',
      ),
      log: logSection(read).describe('The log. It holds ids and counts, no personal data (L8).'),
    },
    { error: 'a mapping of settings' },
  );
}

export type Settings = z.output<ReturnType<typeof configurationSchema>>;
