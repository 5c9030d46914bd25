import { hostname } from 'node:os';
import { join } from 'node:path';
import type { WhatIsOnDisk } from './batch/on-disk.ts';
import { failDeadRuns } from './batch/dead-runs.ts';
import { unusualNight } from './batch/read-anomalies.ts';
import { configuredReturnPaths, settleReturns } from './bounce-desk.ts';
import { reportResults } from './batch/report-results.ts';
import type { BatchSteps } from './batch/run-batch.ts';
import type { Catalogue } from './classify/catalogue.ts';
import { postalAddressProblem } from './classify/postal-address.ts';
import type { Config } from './config/load-config.ts';
import { dkimSettings } from './config/mx-settings.ts';
import type { Help } from './batch/join-batch.ts';
import type { ClassifyOptions } from './dispatch/classify-documents.ts';
import { classifyShared, shareClassifying } from './dispatch/share-classifying.ts';
import { takeWork } from './dispatch/shared-work.ts';
import { collectDocuments } from './dispatch/collect-documents.ts';
import { composeMessage } from './dispatch/compose-message.ts';
import { emailDocuments } from './dispatch/email-documents.ts';
import type { EmailSettings } from './dispatch/email-tools.ts';
import { blockOf, noticeBlock } from './dispatch/notice-block.ts';
import { openGuards } from './dispatch/open-guards.ts';
import { printDocuments, renderShared } from './dispatch/print-documents.ts';
import type { PrintTools } from './dispatch/print-tools.ts';
import { probeDueDomains } from './dispatch/probe-domains.ts';
import { recoverDispatches } from './dispatch/recover-dispatches.ts';
import { letterWriter } from './dispatch/render-letters.ts';
import type { RunContext } from './dispatch/run-context.ts';
import { writeOwnLetters, type OwnLetterTools } from './dispatch/write-own-letters.ts';
import type { BusinessDate } from './domain/business-date.ts';
import type { Facts, PostalAddress } from './domain/document.ts';
import { openEmailRoute, openProbeRoute, outcomeOfReplyBy } from './email-route.ts';
import { BlockSource } from './ledger/block-source.ts';
import type { Database } from './ledger/database.ts';
import { Journal } from './log/journal.ts';
import { inspectPdf } from './print/pdf/inspect-pdf.ts';

/** What the steps of a night are made of. */
export interface NightParts {
  readonly config: Config;
  readonly core: Database;
  readonly ledger: Database;
  readonly catalogue: Catalogue;
  readonly printTools: (date: BusinessDate) => PrintTools;
}

/** Where runs keep their journals, and make their print files. */
export function placesOnDisk({ dataDir }: Pick<Config, 'dataDir'>): WhatIsOnDisk {
  return { journalDirectory: join(dataDir, 'journal'), workDirectory: join(dataDir, 'work') };
}

function isPostable(address: PostalAddress): boolean {
  return postalAddressProblem(address) === null;
}

function ownLetterTools({ config, core, catalogue }: NightParts, date: BusinessDate): OwnLetterTools {
  const { renderBlockNotice, renderFallbackNotice } = letterWriter(config, catalogue, date);
  const { blockView } = config.core;
  const { fallback } = config.letters;
  return {
    blocks: blockView === null ? null : new BlockSource(core, blockView),
    block: { isPostable, renderBlockNotice },
    fallback:
      fallback === 'none'
        ? null
        : { isPostable, renderFallbackNotice, withDocuments: fallback === 'with-documents' },
  };
}

/**
 * S3: whoever refused TLS and is due is looked at again before tonight's documents are decided. With route `relay` this
 * machine may have no way to strangers' servers, and the relay's way counts: there a mark ends with its time.
 */
async function reprobe(context: RunContext, { config, ledger }: NightParts): Promise<void> {
  if (config.email.route !== 'mx') return;
  const route = await openProbeRoute(config, ledger);
  try {
    await probeDueDomains(context, route);
  } finally {
    await route.close();
  }
}

/** The steps of one night, filled with the configuration; and what another process can do of them. */
export function nightSteps(app: NightParts, date: BusinessDate): BatchSteps & { readonly help: Help } {
  const { config } = app;
  const ownLetters = ownLetterTools(app, date);
  const { lease } = config.email;
  // Whoever is in the way may have died since this run began, the coordinating run of a worker included.
  const lookAfter = (context: RunContext): Promise<void> =>
    failDeadRuns(app.ledger, { host: hostname(), deadAfter: config.run.deadAfter }, context.logger);
  const withClassifying = async <T>(
    context: RunContext,
    work: (options: ClassifyOptions) => Promise<T>,
  ): Promise<T> => {
    const guards = openGuards(app.core, config, app.catalogue);
    try {
      return await work({
        inspectPdf: (pdf) => inspectPdf(pdf, config.pdf.limits),
        readContent: guards.readContent,
        // One in each reader's hands, one ready for it, one that is decided: readers never wait for this thread.
        concurrency: 2 * config.pdf.text.workers + 1,
        isPostable: (facts: Facts) => isPostable(facts.recipient),
        maxWait: config.email.maxWait,
        noticeBlock: (facts) => noticeBlock(context, ownLetters.block, blockOf(facts)),
      });
    } finally {
      await guards.close();
    }
  };
  const emailSettings: EmailSettings = {
    retryDelays: config.email.retryDelays,
    noTlsExpiry: config.email.noTlsExpiry,
    maxMessageBytes: config.email.maxMessageBytes,
    returnPath: config.email.returnPath,
    returnPaths: configuredReturnPaths(config),
    suppressFor: config.bounces.suppressFor,
    messageIdDomain: config.email.messageIdDomain,
    connections: config.email.connections,
    connectionsPerDestination:
      config.email.route === 'mx' ? config.email.connectionsPerDestination : config.email.connections,
    messagesPerSecond: config.email.messagesPerSecond,
    lease: config.email.lease,
  };
  const recover = (context: RunContext): Promise<Readonly<Record<string, number>>> =>
    recoverDispatches(context, {
      journalDirectory: placesOnDisk(config).journalDirectory,
      retryDelays: emailSettings.retryDelays,
      lease: emailSettings.lease,
      outcomeOfReply: outcomeOfReplyBy(config.email.route),
    });
  const email = async (context: RunContext): Promise<Readonly<Record<string, number>>> => {
    const route = await openEmailRoute(config, app.ledger);
    const { journalDirectory } = placesOnDisk(config);
    const journal = await Journal.open(journalDirectory, context.runId, context.businessDate);
    const compose = composeMessage(config, app.catalogue, dkimSettings(config.email));
    try {
      return await emailDocuments(context, { route, journal, settings: emailSettings, compose }, async () => {
        await lookAfter(context);
        await recover(context);
      });
    } finally {
      await route.close();
      await journal.close();
    }
  };
  return {
    returns: (context) => settleReturns(context, config),
    recover,
    collect: async (context, batch) => ({
      documents: await collectDocuments(context, batch, config.core.chunkSize),
    }),
    classify: async (context) => {
      await reprobe(context, app);
      const helpers = { lease, lookAfter: () => lookAfter(context), range: config.run.range };
      return withClassifying(context, (options) => shareClassifying(context, options, helpers));
    },
    email,
    print: async (context) => {
      const { notices, fault } = await writeOwnLetters(context, ownLetters);
      const tools = {
        ...app.printTools(date),
        holdBecause: await unusualNight(context, config.anomalies),
      };
      const counts = await printDocuments(context, tools, { lease, lookAfter: () => lookAfter(context) });
      if (fault !== null) throw fault;
      return { ...counts, notices };
    },
    report: async (context) => {
      const statement = config.core.writeBack?.statement;
      return { reported: statement === undefined ? 0 : await reportResults(context, app.core, statement) };
    },
    help: {
      classify: (context, runId) =>
        withClassifying(context, (options) =>
          takeWork(context, { runId, step: 'classify', lease }, (detail) =>
            classifyShared(context, options, detail),
          ),
        ),
      email,
      render: (context, runId) =>
        takeWork(context, { runId, step: 'render', lease }, (detail) =>
          renderShared(context, app.printTools(date), detail),
        ),
    },
  };
}
