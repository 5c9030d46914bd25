import type { Database } from './database.ts';
import { chunksFor, type Row } from './rows.ts';

/** Who holds a contract, as the core system says; null where it names nobody. */
export type ContractHolders = ReadonlyMap<string, ReadonlySet<string | null>>;

/**
 * Which numbers are contracts, and whose: asked of the core database, which alone knows. Nothing is copied into the
 * ledger for it, so that no list of contracts comes to stand anywhere else.
 */
export class ContractLookup {
  readonly #core: Database;
  readonly #view: string;

  /** @param view with `contract_id` and `policyholder_id`; wants an index below on `contract_id` */
  constructor(core: Database, view: string) {
    this.#core = core;
    this.#view = view;
  }

  /**
   * The known ones among these numbers, set-based: one statement for up to 2,000 of them, none for none; a seek for each in
   * the index below the view.
   */
  async holdersOf(contractIds: readonly string[]): Promise<ContractHolders> {
    const holders = new Map<string, Set<string | null>>();
    for (const chunk of chunksFor(contractIds, 1)) {
      const { knex, dialect } = this.#core;
      // By spelling: of two holders whom the collation takes for one, DISTINCT would keep either.
      const rows: Row[] = await knex(this.#view)
        .whereIn('contract_id', chunk)
        .distinct(
          'contract_id',
          'policyholder_id',
          knex.raw(`${dialect.spelling('contract_id')} AS contract_spelling`),
          knex.raw(`${dialect.spelling('policyholder_id')} AS holder_spelling`),
        );
      for (const { contract_id: contract, policyholder_id: holder } of rows) {
        const id = String(contract).trim();
        const known = holders.get(id) ?? new Set();
        known.add(typeof holder === 'string' || typeof holder === 'number' ? String(holder).trim() : null);
        holders.set(id, known);
      }
    }
    return holders;
  }
}
