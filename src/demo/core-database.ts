import Database from 'better-sqlite3';
import type { Consent, Contract, OutputDocument, Partner } from './core-records.ts';
import { CORE_SCHEMA } from './core-schema.ts';

/** Where a document's PDF stands; both null when there is none. */
export interface StoredPdf {
  readonly path: string | null;
  readonly content: Uint8Array | null;
}

/** The day from which histories begin; nobody reads it. */
const LONG_AGO = '2019-04-01';

/** Writes the demo's core database; the program under demonstration only ever reads its view. */
export class CoreDatabase {
  readonly #database: Database.Database;

  /** @throws SqliteError when the file exists already or cannot be written */
  constructor(file: string) {
    this.#database = new Database(file);
    this.#database.exec(CORE_SCHEMA);
  }

  /** Adds documents with everybody and everything they hang on, all or none. */
  add(documents: readonly { readonly document: OutputDocument; readonly pdf: StoredPdf }[]): void {
    const addAll = this.#database.transaction(() => {
      for (const { document, pdf } of documents) {
        this.#addPartner(document.policyholder);
        this.#addPartner(document.recipient);
        if (document.contract !== null) this.#addContract(document.contract, document.policyholder);
        this.#addDocument(document, pdf);
      }
    });
    addAll();
  }

  /** Adds somebody of whom no document is pending. */
  addWithoutDocument(partner: Partner): void {
    this.#addPartner(partner);
  }

  close(): void {
    this.#database.close();
  }

  #addPartner(partner: Partner): void {
    const { partnerId } = partner;
    const known = this.#database.prepare('SELECT 1 FROM partner WHERE partner_id = ?').get(partnerId);
    if (known !== undefined) return;
    this.#insert('partner', {
      partner_id: partnerId,
      form_of_address: partner.formOfAddress,
      title: partner.title,
      first_name: partner.firstName,
      last_name: partner.lastName,
      preferred_contact: partner.preferredContact,
      residence_country: partner.residenceCountry,
    });
    if (partner.address !== null) {
      const { addition, street, postalCode, city, country } = partner.address;
      const columns = { addition, street, postal_code: postalCode, city, country };
      this.#insert('address', { partner_id: partnerId, ...columns, valid_from: LONG_AGO, valid_until: null });
    }
    this.#addEmailAddresses(partner);
    if (partner.abuseBlockId !== null) {
      this.#insert('abuse_block', {
        block_id: partner.abuseBlockId,
        partner_id: partnerId,
        reason: 'Anmeldung von einem fremden Gerät, vom Kunden bestritten',
        blocked_on: LONG_AGO,
        lifted_on: null,
      });
    }
  }

  #addEmailAddresses({ partnerId, email, formerEmail }: Partner): void {
    const changedOn = '2024-02-29';
    if (formerEmail !== null) {
      const former = { address: formerEmail, valid_from: LONG_AGO, valid_until: changedOn };
      this.#insert('email_address', { partner_id: partnerId, ...former });
    }
    if (email === null) return;
    const current = { address: email, valid_from: formerEmail === null ? LONG_AGO : changedOn };
    this.#insert('email_address', { partner_id: partnerId, ...current, valid_until: null });
  }

  #addContract(contract: Contract, policyholder: Partner): void {
    const known = this.#database
      .prepare('SELECT 1 FROM contract WHERE contract_id = ?')
      .get(contract.contractId);
    if (known !== undefined) return;
    this.#insert('contract', {
      contract_id: contract.contractId,
      partner_id: policyholder.partnerId,
      line_of_business: contract.lineOfBusiness,
      digital_post_from: contract.digitalPostFrom,
      digital_post_until: contract.digitalPostUntil,
      dispatch_override: contract.dispatchOverride,
      dispatch_override_basis: contract.dispatchOverrideBasis,
    });
    if (policyholder.consent !== null) this.#addConsent(contract.contractId, policyholder.consent);
  }

  #addConsent(contractId: string, { givenOn, withdrawnOn, insurerNoticeOn }: Consent): void {
    this.#insert('consent', {
      contract_id: contractId,
      given_on: givenOn,
      method: givenOn === null ? null : 'online',
      wording_version: givenOn === null ? null : '2024-1',
      withdrawn_on: withdrawnOn,
      insurer_notice_on: insurerNoticeOn,
    });
  }

  #addDocument(document: OutputDocument, pdf: StoredPdf): void {
    this.#insert('output_document', {
      document_id: document.documentId,
      document_type: document.documentType,
      line_of_business: document.lineOfBusiness,
      contract_id: document.contract?.contractId ?? null,
      recipient_partner_id: document.recipient.partnerId,
      recipient_role: document.recipientRole,
      protected_data: document.protectedData === null ? null : Number(document.protectedData),
      form: document.form,
      document_date: document.documentDate,
      withdrawn_at: document.withdrawnAt,
      pdf_path: pdf.path,
      pdf_content: pdf.content,
    });
  }

  /** Table and columns come from this file only. */
  #insert(table: string, row: Readonly<Record<string, string | number | Uint8Array | null>>): void {
    const columns = Object.keys(row);
    const values = columns.map((column) => `@${column}`);
    this.#database
      .prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values.join(', ')})`)
      .run(row);
  }
}
