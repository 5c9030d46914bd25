import { parseEmailAddress } from '../domain/email-address.ts';
import { listByState } from '../ledger/dispatch-store.ts';
import type { DispatchRecord } from '../ledger/dispatch-record.ts';
import type { RunContext } from './run-context.ts';

/** Dispatches whose facts are asked for in one go. */
const PAGE = 500;

/** Which domain the documents of a run go to: their number decides what counts as a large domain. */
export class EmailCensus {
  readonly #context: Pick<RunContext, 'source'>;
  readonly #domains = new Map<string, string>();
  readonly #triedBefore = new Map<string, string>();

  private constructor(context: Pick<RunContext, 'source'>) {
    this.#context = context;
  }

  /** Counts what is queued now. Reads the facts once more: addresses are kept nowhere in the ledger (L8). */
  static async take(context: RunContext): Promise<EmailCensus> {
    const census = new EmailCensus(context);
    for (let afterId = '0'; !context.signal.aborted;) {
      const page = await listByState(context.ledger, context.batchIds, 'queued_email', {
        afterId,
        count: PAGE,
      });
      await census.#look(page);
      for (const { dispatchId, tries } of page) {
        const domain = census.#domains.get(dispatchId);
        if (tries > 0 && domain !== undefined) census.#triedBefore.set(dispatchId, domain);
      }
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) break;
      afterId = last.dispatchId;
    }
    return census;
  }

  /** Documents by domain. */
  get sizes(): ReadonlyMap<string, number> {
    const sizes = new Map<string, number>();
    for (const domain of this.#domains.values()) sizes.set(domain, (sizes.get(domain) ?? 0) + 1);
    return sizes;
  }

  /** Domain by dispatch, of what earlier runs tried and could not get rid of. */
  get triedBefore(): ReadonlyMap<string, string> {
    return this.#triedBefore;
  }

  /** The domain of each dispatch; empty where there is no address (any more). */
  async domainsOf(dispatches: readonly DispatchRecord[]): Promise<ReadonlyMap<string, string>> {
    await this.#look(dispatches.filter(({ dispatchId }) => !this.#domains.has(dispatchId)));
    return new Map(dispatches.map(({ dispatchId }) => [dispatchId, this.#domains.get(dispatchId) ?? '']));
  }

  async #look(dispatches: readonly DispatchRecord[]): Promise<void> {
    if (dispatches.length === 0) return;
    const facts = await this.#context.source.factsOf(dispatches.map(({ documentId }) => documentId));
    for (const { dispatchId, documentId } of dispatches) {
      const found = facts.get(documentId);
      const address = found?.kind === 'found' ? found.facts.emailAddress : null;
      const domain = address === null ? undefined : parseEmailAddress(address)?.domain;
      if (domain !== undefined) this.#domains.set(dispatchId, domain);
    }
  }
}
