import { createHash } from 'node:crypto';
import { cpSync } from 'node:fs';
import type { EmailTools } from '../../src/dispatch/email-tools.ts';
import { recoverDispatches } from '../../src/dispatch/recover-dispatches.ts';
import type { RunContext } from '../../src/dispatch/run-context.ts';
import { sendEmail } from '../../src/dispatch/send-email.ts';
import { LeaseLostError } from '../../src/domain/errors.ts';
import { outcomeOfFinalReply } from '../../src/email/outcome.ts';
import { claimForEmail } from '../../src/ledger/claim.ts';
import { DocumentSource, type FactsLookup, type PdfLookup } from '../../src/ledger/document-source.ts';
import { Journal } from '../../src/log/journal.ts';
import { createLogger } from '../../src/log/logger.ts';
import { decideWith } from '../support/decided.ts';
import { eligibleFacts } from '../support/facts.ts';
import { DOCUMENT, EMAIL_TABLES, PDF, type EmailPlace } from './email-place.ts';
import { NIGHT, type RunName } from './model-ledger.ts';
import { HOOK_FIRST, routeTo, type BodyOrder, type EmailWorld } from './email-world.ts';
import { gatedLedger } from './gated-ledger.ts';
import type { Gate } from './scheduler.ts';

const LEASE = 15 * 60_000;
/** Milliseconds: a refusal for now is tried again at once, for the clock of the model stands still. */
const RETRY_DELAYS = [0, 0, 0, 0];

/** Where the program under test is made wrong on purpose, to see that it is found. */
export interface Defect {
  readonly order?: BodyOrder;
  /** "Body begun" is said to be on the disk and is not. */
  readonly forgetfulJournal?: boolean;
  /** Recovery concludes from journals as they were before it moved the tokens. */
  readonly journalsBeforeTokens?: boolean;
}

/** A worker's program: real claim, real try, real recovery, its own journal. */
export interface EmailProgram {
  /** Claims and sends until nothing is left to claim. */
  work(gate: Gate): Promise<void>;
  recover(gate: Gate): Promise<void>;
  close(): Promise<void>;
}

const FACTS = eligibleFacts({ documentId: DOCUMENT });
const DECISION = decideWith({ documentId: DOCUMENT });
const logger = createLogger({ level: 'error' });

/** The core system says the same at each look. */
class SteadySource extends DocumentSource {
  override factsOf(): Promise<ReadonlyMap<string, FactsLookup>> {
    return Promise.resolve(new Map([[DOCUMENT, { kind: 'found', facts: FACTS }]]));
  }
  override pdfOf(): Promise<PdfLookup> {
    return Promise.resolve({ kind: 'found', pdf: PDF });
  }
}

export async function openEmailProgram(
  place: EmailPlace,
  world: EmailWorld,
  name: RunName,
  defect: Defect,
): Promise<EmailProgram> {
  const runId = place.runIds[name];
  const journal = await Journal.open(place.journalDirectory, runId, NIGHT);
  const contextFor = (gate: Gate): RunContext => ({
    ledger: gatedLedger(place.ledger, EMAIL_TABLES, gate),
    source: new SteadySource(place.core, { view: 'none', pdfRoot: null, maxPdfBytes: 1 }),
    logger,
    runId,
    businessDate: NIGHT,
    batchIds: [place.batchId],
    decide: () => DECISION,
    catalogueHash: DECISION.catalogueHash,
    maskFacts: () => null,
    signal: new AbortController().signal,
    atPoint: () => undefined,
  });
  return {
    work: (gate) =>
      work(contextFor(gate), {
        route: routeTo(world, gate, defect.order ?? HOOK_FIRST),
        journal: gated(journal, gate, defect),
        settings: SETTINGS,
        compose,
      }),
    recover: (gate) => recover(contextFor(gate), place.journalDirectory, gate, defect),
    close: () => journal.close(),
  };
}

const SETTINGS: EmailTools['settings'] = {
  retryDelays: RETRY_DELAYS,
  noTlsExpiry: LEASE,
  maxMessageBytes: 1_000_000,
  returnPath: 'bounce@insurer.example',
  messageIdDomain: 'insurer.example',
  connections: 1,
  connectionsPerDestination: 1,
  messagesPerSecond: null,
  lease: LEASE,
};

async function work(context: RunContext, tools: EmailTools): Promise<void> {
  const { batchIds, runId } = context;
  for (;;) {
    const [claimed] = await context.ledger.transaction((session) =>
      claimForEmail(session, { batchIds, runId, count: 1, lease: LEASE }),
    );
    if (claimed === undefined) return;
    try {
      await sendEmail(context, tools, claimed);
    } catch (error) {
      if (!(error instanceof LeaseLostError)) throw error;
    }
  }
}

async function recover(context: RunContext, journals: string, gate: Gate, defect: Defect): Promise<void> {
  let journalDirectory = journals;
  if (defect.journalsBeforeTokens === true) {
    await gate('the journals are read');
    journalDirectory = `${journals}-read`;
    cpSync(journals, journalDirectory, { recursive: true, force: true });
  }
  const options = { journalDirectory, retryDelays: RETRY_DELAYS, lease: LEASE };
  await recoverDispatches(context, { ...options, outcomeOfReply: outcomeOfFinalReply });
}

/** The same journal, whose lines wait until the process is chosen. */
function gated(journal: Journal, gate: Gate, defect: Defect): Journal {
  const bodyBegun = journal.bodyBegun.bind(journal);
  const reply = journal.reply.bind(journal);
  return Object.assign(Object.create(journal) as Journal, {
    bodyBegun: async (...line: Parameters<Journal['bodyBegun']>) => {
      await gate('journal: body begun');
      if (defect.forgetfulJournal !== true) await bodyBegun(...line);
    },
    reply: async (...line: Parameters<Journal['reply']>) => {
      await gate('journal: final reply');
      await reply(...line);
    },
  });
}

const compose: EmailTools['compose'] = ({ messageId }) => {
  const bytes = Buffer.from(`Message-ID: ${messageId}\r\n\r\n`);
  return Promise.resolve({ bytes, sha256: createHash('sha256').update(bytes).digest('hex') });
};
