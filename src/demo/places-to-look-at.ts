import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { DemoPaths } from './demo-paths.ts';
import type { PortfolioDocument } from './portfolio.ts';

/** Scenarios that customers ask about: came by post although they wished for e-mail, came twice, has not come. */
const ASKED_ABOUT = ['no-starttls', 'given-back-later', 'austria-life', 'dropped-after-the-dot'] as const;

/** Files that the night left, and commands that a newcomer may try next. */
export function placesToLookAt(paths: DemoPaths, portfolio: readonly PortfolioDocument[]): readonly string[] {
  const published = readdirSync(paths.outbox, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:pdf|json|csv)$/.test(name))
    .sort();
  const reports = path.join(paths.dataDir, 'reports');
  const pages = existsSync(reports) ? readdirSync(reports).filter((name) => name.endsWith('.html')) : [];
  return [
    ...pages.map((name) => `  ${path.join(reports, name)}`),
    ...published.map((name) => `  ${path.join(paths.outbox, name)}`),
    `  ${path.join(paths.inbox, 'imported', '*')}`,
    `  ${path.join(paths.received, '*.eml')}`,
    `  ${paths.log}`,
    `  npm run --silent postausgang -- status --config ${paths.configuration}`,
    ...ASKED_ABOUT.flatMap((id) => {
      const asked = portfolio.find(({ scenario }) => scenario.id === id);
      if (asked === undefined) return [];
      const { documentId } = asked.document;
      return `  npm run --silent postausgang -- explain ${documentId} --config ${paths.configuration}`;
    }),
  ];
}
