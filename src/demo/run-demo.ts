import { writeFileSync } from 'node:fs';
import { businessDateAt, type BusinessDate } from '../domain/business-date.ts';
import { EXIT, type ExitCode } from '../domain/exit-code.ts';
import type { AckImport } from '../operations/acks.ts';
import { noticesToBlocked } from './blocked-customer.ts';
import { createAuthority, issueCertificate } from './certificates.ts';
import { checkScenarios } from './check-scenarios.ts';
import { writeDemoConfiguration } from './demo-configuration.ts';
import { prepareDemoDirectory } from './demo-directory.ts';
import { demoFaults } from './demo-domains.ts';
import type { DemoOutcome } from './demo-outcome.ts';
import type { DemoPaths } from './demo-paths.ts';
import { scenarioLines, whereAndWhy } from './demo-report.ts';
import { fillCore } from './fill-core.ts';
import { createPortfolio, type PortfolioDocument } from './portfolio.ts';
import { isGivenBack, prepareReturns, returnMail } from './returned-mail.ts';
import { placesToLookAt } from './places-to-look-at.ts';
import { readReceivedMail } from './received-mail.ts';
import {
  isAsReported,
  letterShopCases,
  letterShopLines,
  playLetterShop,
  type LetterShopPart,
} from './letter-shop-part.ts';
import type { Reporter } from './reporter.ts';
import { watchMail } from './watch-mail.ts';
import { startSmtpServerProcess } from './smtp-server-process.ts';

export interface DemoOptions {
  readonly documents: number;
  readonly seed: number;
  readonly directory: string;
  /** Default: the night that is running now in Berlin. */
  readonly businessDate?: BusinessDate;
  /** The real nightly job with this configuration file. */
  readonly runNightly: (configuration: string, businessDate: BusinessDate) => Promise<ExitCode>;
  /** The real import of what mail systems gave back; how many of them became letters. */
  readonly readBounces: (configuration: string) => Promise<number>;
  /** The real import of what the letter shop reported. */
  readonly importReports: (configuration: string) => Promise<AckImport>;
  /** What the ledger of this configuration says about the night. */
  readonly readOutcome: (configuration: string, businessDate: BusinessDate) => Promise<DemoOutcome>;
  readonly reporter: Reporter;
}

/**
 * The whole of a night for newcomers: makes an insurer's core database with letters, runs the real nightly job against
 * a local mail server, lets a letter shop take and report its print files, and compares what happened with what the
 * rules demand.
 *
 * @returns `completed` when everything went as the scenarios say and the books balance, else `failed`
 * @throws UsageError for too few documents or a folder that is not the demo's
 */
export async function runDemo(options: DemoOptions): Promise<ExitCode> {
  const { reporter, documents, seed } = options;
  const businessDate = options.businessDate ?? businessDateAt(new Date(), 'Europe/Berlin');
  const portfolio = createPortfolio(documents, seed, businessDate);
  const paths = prepareDemoDirectory(options.directory);
  reporter.line(`Demo of the night of ${businessDate} in ${paths.directory} (seed ${seed})`);
  await fillCore(paths, portfolio, (done) => reporter.progress('Writing letters', done, portfolio.length));

  const authority = createAuthority();
  writeFileSync(paths.authority, authority.certificate);
  prepareReturns(paths);
  const server = await startSmtpServerProcess({
    name: 'relay.example',
    tls: issueCertificate(authority, { names: ['localhost'] }),
    domains: demoFaults(),
    directory: paths.received,
  });
  try {
    writeDemoConfiguration(paths, server.port);
    reporter.line('Running the nightly job: collect, classify, e-mail, print, report');
    await watched(paths, portfolio, reporter, () => options.runNightly(paths.configuration, businessDate));
    const returned = returnMail(paths);
    reporter.line(
      `A mail system gives ${returned} e-mail back: bounces are read, the nightly job runs once more`,
    );
    const bounced = await options.readBounces(paths.configuration);
    const exitCode = await options.runNightly(paths.configuration, businessDate);
    reporter.line('The letter shop takes the print files and reports');
    const shop = await playLetterShop(paths, options.importReports);
    const outcome = await options.readOutcome(paths.configuration, businessDate);
    return conclude(reporter, paths, portfolio, { outcome, shop, exitCode, bounced, returned });
  } finally {
    await server.close();
  }
}

async function watched<T>(
  paths: DemoPaths,
  portfolio: readonly PortfolioDocument[],
  reporter: Reporter,
  work: () => Promise<T>,
): Promise<T> {
  const accepted = portfolio.filter(
    ({ document, scenario: { expected } }) =>
      isWithMailServer(expected.finalState) || isGivenBack(document.policyholder.email),
  );
  const endWatch = watchMail(paths.received, accepted.length, reporter);
  try {
    return await work();
  } finally {
    endWatch();
  }
}

/** In doubt means in this demo that the server has it: the line dropped after the message was stored. */
function isWithMailServer(state: string): boolean {
  return state === 'emailed' || state === 'in_doubt';
}

interface Night {
  readonly outcome: DemoOutcome;
  readonly shop: LetterShopPart;
  readonly exitCode: ExitCode;
  /** E-mails that became letters by a bounce, and those that were given back. */
  readonly bounced: number;
  readonly returned: number;
}

function conclude(
  reporter: Reporter,
  paths: DemoPaths,
  portfolio: readonly PortfolioDocument[],
  { outcome, shop, exitCode, bounced, returned }: Night,
): ExitCode {
  const say = (lines: readonly string[]): void => {
    for (const line of lines) reporter.line(line);
  };
  const checks = checkScenarios(portfolio, outcome);
  const wrong = checks.filter(({ problems }) => problems.length > 0).length;
  const mail = readReceivedMail(paths.received);
  const sent = outcome.rows.filter(({ state }) => isWithMailServer(state)).length + bounced;
  // Held and in-doubt letters are part of the demo: exit 2 is how such a night ends.
  const finished = exitCode === EXIT.completed || exitCode === EXIT.completedWithOpen;

  const notices = noticesToBlocked(outcome);
  say(['', 'What went where, and why', ...whereAndWhy(outcome)]);
  say(['', 'Each case against what the rules demand', ...scenarioLines(checks), '']);
  say([
    `Cases: ${checks.length - wrong} of ${checks.length} as expected.`,
    outcome.differences.length === 0
      ? `Books: balance, ${portfolio.length} documents collected and accounted for.`
      : `Books: DO NOT BALANCE: ${outcome.differences.join('; ')}`,
    `Mail server's own record: ${mail.received} messages, ${mail.encrypted} over TLS 1.2 or newer; the ledger says ${sent}.`,
    `Given back by the mail system: ${returned}; by post instead, each by the proof in its return path: ${bounced}.`,
    `Blocked without a pending document (S18): ${notices} of 1 notice is in a print file.`,
    ...letterShopLines(shop, outcome),
    `Nightly job: exit ${exitCode}${exitCode === EXIT.completedWithOpen ? ' (something is held or in doubt)' : ''}.`,
    ...letterShopCases(shop, paths),
    '',
    'To look at',
  ]);
  say(placesToLookAt(paths, portfolio));
  const asExpected =
    wrong === 0 &&
    outcome.differences.length === 0 &&
    mail.received === sent &&
    mail.encrypted === sent &&
    bounced === returned &&
    isAsReported(shop, outcome) &&
    notices === 1 &&
    finished;
  return asExpected ? EXIT.completed : EXIT.failed;
}
