import type { Knex } from 'knex';
import type { Dialect } from '../dialect.ts';
import { columnsOf } from './columns.ts';

/**
 * The ledger as it was first released. Append-only: a change is a new migration. Portable subset: no triggers, no
 * MERGE, no column changes later on; identifiers are the words of docs/architecture.md.
 */
export async function createLedger(knex: Knex, dialect: Dialect): Promise<void> {
  const { id, ref, text, long, time, blob, table: t } = columnsOf(dialect);

  const statements = [
    // One batch per job name and business date; two schedulers collide here.
    `CREATE TABLE ${t('batch')} (
      id ${id},
      job_name ${text(40)} NOT NULL,
      business_date ${text(10)} NOT NULL,
      created_at ${time} NOT NULL,
      collected_at ${time} NULL,
      collected integer NOT NULL,
      completed_at ${time} NULL
    )`,
    `CREATE UNIQUE INDEX ux_batch_job_date ON ${t('batch')} (job_name, business_date)`,

    `CREATE TABLE ${t('run')} (
      id ${text(36)} NOT NULL PRIMARY KEY,
      batch_id ${ref} NOT NULL REFERENCES ${t('batch')} (id),
      kind ${text(20)} NOT NULL,
      host ${text(200)} NOT NULL,
      pid integer NOT NULL,
      started_by ${text(100)} NOT NULL,
      status ${text(20)} NOT NULL,
      started_at ${time} NOT NULL,
      heartbeat_at ${time} NOT NULL,
      finished_at ${time} NULL,
      exit_code integer NULL,
      failure ${text(200)} NULL
    )`,
    // The guard of "one running run per batch"; workers join a run and are not counted.
    `CREATE UNIQUE INDEX ux_run_one_running ON ${t('run')} (batch_id) WHERE status = 'running' AND kind <> 'worker'`,
    `CREATE INDEX ix_run_batch ON ${t('run')} (batch_id)`,

    `CREATE TABLE ${t('run_step')} (
      run_id ${text(36)} NOT NULL REFERENCES ${t('run')} (id),
      step ${text(20)} NOT NULL,
      started_at ${time} NOT NULL,
      finished_at ${time} NULL,
      counts ${long} NULL,
      PRIMARY KEY (run_id, step)
    )`,

    `CREATE TABLE ${t('rule_catalogue')} (
      hash ${text(64)} NOT NULL PRIMARY KEY,
      stored_at ${time} NOT NULL,
      content ${long} NOT NULL
    )`,

    `CREATE TABLE ${t('print_file')} (
      id ${text(60)} NOT NULL PRIMARY KEY,
      batch_id ${ref} NOT NULL REFERENCES ${t('batch')} (id),
      run_id ${text(36)} NOT NULL,
      catalogue_hash ${text(64)} NOT NULL,
      profile ${text(60)} NOT NULL,
      stream ${text(60)} NOT NULL,
      status ${text(20)} NOT NULL,
      assigned_at ${time} NOT NULL,
      sealed_at ${time} NULL,
      released_at ${time} NULL,
      released_by ${text(100)} NULL,
      handed_over_at ${time} NULL,
      file_name ${text(200)} NULL,
      sha256 ${text(64)} NULL,
      bytes bigint NULL,
      documents integer NULL,
      mailpieces integer NULL,
      sheets integer NULL,
      pages integer NULL,
      generation integer DEFAULT 1 NOT NULL,
      original_id ${text(60)} NULL REFERENCES ${t('print_file')} (id),
      source_id ${text(60)} NULL REFERENCES ${t('print_file')} (id),
      reason ${text(400)} NULL,
      ordered_by ${text(100)} NULL,
      confirmed_by ${text(100)} NULL,
      hand_over_owner ${text(36)} NULL,
      ack_due_at ${time} NULL
    )`,
    // Two orders for a reprint of the same print file collide here.
    `CREATE UNIQUE INDEX ux_print_file_generation ON ${t('print_file')} (original_id, generation) WHERE original_id IS NOT NULL`,
    `CREATE INDEX ix_print_file_status ON ${t('print_file')} (status, batch_id)`,

    `CREATE TABLE ${t('dispatch')} (
      id ${id},
      batch_id ${ref} NOT NULL REFERENCES ${t('batch')} (id),
      document_id ${text(100)} NOT NULL,
      document_type ${text(100)} NULL,
      purpose ${text(20)} NOT NULL,
      original_id ${ref} NULL,
      state ${text(20)} NOT NULL,
      token integer NOT NULL,
      lease_owner ${text(36)} NULL,
      lease_until ${time} NULL,
      retry_at ${time} NULL,
      cut_off_at ${time} NULL,
      tries integer NOT NULL,
      attempts integer NOT NULL,
      decision_id ${ref} NULL,
      reason ${text(400)} NULL,
      paper_copy_basis ${text(200)} NULL,
      recipient_id ${text(100)} NULL,
      never_bundle integer NOT NULL,
      country ${text(2)} NULL,
      postal_code ${text(20)} NULL,
      address_key ${text(64)} NULL,
      pages integer NULL,
      pdf_bytes bigint NULL,
      pdf_sha256 ${text(64)} NULL,
      content ${long} NULL,
      content_key ${text(64)} NULL,
      print_file_id ${text(60)} NULL REFERENCES ${t('print_file')} (id),
      created_at ${time} NOT NULL,
      updated_at ${time} NOT NULL,
      reported_at ${time} NULL
    )`,
    // A document has one way out, whatever night it is collected in: nothing is dispatched twice by collecting twice.
    `CREATE UNIQUE INDEX ux_dispatch_document ON ${t('dispatch')} (document_id) WHERE purpose = 'document'`,
    `CREATE UNIQUE INDEX ux_dispatch_paper_copy ON ${t('dispatch')} (original_id) WHERE purpose = 'paper_copy'`,
    `CREATE UNIQUE INDEX ux_dispatch_block_notice ON ${t('dispatch')} (document_id) WHERE purpose = 'block_notice'`,
    // Claims, step queues and the books all ask by batch and state.
    `CREATE INDEX ix_dispatch_batch_state ON ${t('dispatch')} (batch_id, state, id)`,
    `CREATE INDEX ix_dispatch_document ON ${t('dispatch')} (document_id)`,
    `CREATE INDEX ix_dispatch_print_file ON ${t('dispatch')} (print_file_id)`,

    `CREATE TABLE ${t('decision')} (
      id ${id},
      dispatch_id ${ref} NOT NULL REFERENCES ${t('dispatch')} (id),
      run_id ${text(36)} NOT NULL,
      decided_at ${time} NOT NULL,
      result ${text(20)} NOT NULL,
      category ${text(20)} NOT NULL,
      jurisdiction ${text(2)} NOT NULL,
      deciding_rule ${text(60)} NOT NULL,
      catalogue_hash ${text(64)} NOT NULL,
      flags ${text(400)} NOT NULL,
      facts ${long} NOT NULL,
      context ${long} NOT NULL,
      rules ${long} NOT NULL
    )`,
    `CREATE INDEX ix_decision_dispatch ON ${t('decision')} (dispatch_id)`,

    `CREATE TABLE ${t('attempt')} (
      id ${text(36)} NOT NULL PRIMARY KEY,
      dispatch_id ${ref} NOT NULL REFERENCES ${t('dispatch')} (id),
      number integer NOT NULL,
      run_id ${text(36)} NOT NULL,
      token integer NOT NULL,
      message_id ${text(200)} NOT NULL,
      message_date ${text(24)} NOT NULL,
      message_sha256 ${text(64)} NOT NULL,
      started_at ${time} NOT NULL,
      finished_at ${time} NULL,
      outcome ${text(20)} NULL,
      reason ${text(400)} NULL,
      evidence ${long} NULL
    )`,
    `CREATE UNIQUE INDEX ux_attempt_number ON ${t('attempt')} (dispatch_id, number)`,
    `CREATE INDEX ix_attempt_message_id ON ${t('attempt')} (message_id)`,

    `CREATE TABLE ${t('dispatch_event')} (
      id ${id},
      dispatch_id ${ref} NOT NULL REFERENCES ${t('dispatch')} (id),
      at ${time} NOT NULL,
      from_state ${text(20)} NULL,
      to_state ${text(20)} NOT NULL,
      reason ${text(400)} NOT NULL,
      run_id ${text(36)} NULL,
      person ${text(100)} NULL,
      evidence ${long} NULL
    )`,
    `CREATE INDEX ix_dispatch_event_dispatch ON ${t('dispatch_event')} (dispatch_id)`,

    `CREATE TABLE ${t('print_file_entry')} (
      print_file_id ${text(60)} NOT NULL REFERENCES ${t('print_file')} (id),
      mailpiece integer NOT NULL,
      position integer NOT NULL,
      dispatch_id ${ref} NOT NULL REFERENCES ${t('dispatch')} (id),
      first_page integer NULL,
      last_page integer NULL,
      sheets integer NULL,
      sequence integer NULL,
      source_sequence integer NULL,
      PRIMARY KEY (print_file_id, mailpiece, position)
    )`,
    `CREATE INDEX ix_print_file_entry_dispatch ON ${t('print_file_entry')} (dispatch_id)`,

    // What people and runs did with a print file as a whole; its dispatches have events of their own.
    `CREATE TABLE ${t('print_file_event')} (
      id ${id},
      print_file_id ${text(60)} NOT NULL REFERENCES ${t('print_file')} (id),
      at ${time} NOT NULL,
      event ${text(20)} NOT NULL,
      reason ${text(400)} NULL,
      run_id ${text(36)} NULL,
      person ${text(100)} NULL
    )`,
    `CREATE INDEX ix_print_file_event_file ON ${t('print_file_event')} (print_file_id)`,

    // A file that the shop sent: read once, whatever it is called the second time.
    `CREATE TABLE ${t('shop_report')} (
      id ${id},
      sha256 ${text(64)} NOT NULL,
      file_name ${text(200)} NOT NULL,
      imported_at ${time} NOT NULL,
      entries integer NOT NULL
    )`,
    `CREATE UNIQUE INDEX ux_shop_report_sha256 ON ${t('shop_report')} (sha256)`,

    `CREATE TABLE ${t('print_file_ack')} (
      id ${id},
      shop_report_id ${ref} NOT NULL REFERENCES ${t('shop_report')} (id),
      print_file_id ${text(60)} NOT NULL REFERENCES ${t('print_file')} (id),
      result ${text(20)} NOT NULL,
      at ${time} NOT NULL,
      reason ${text(400)} NULL
    )`,
    `CREATE INDEX ix_print_file_ack_file ON ${t('print_file_ack')} (print_file_id)`,

    `CREATE TABLE ${t('mailpiece_status')} (
      id ${id},
      shop_report_id ${ref} NOT NULL REFERENCES ${t('shop_report')} (id),
      print_file_id ${text(60)} NOT NULL REFERENCES ${t('print_file')} (id),
      sequence integer NOT NULL,
      status ${text(20)} NOT NULL,
      at ${time} NOT NULL,
      reason ${text(400)} NULL
    )`,
    `CREATE INDEX ix_mailpiece_status_file ON ${t('mailpiece_status')} (print_file_id, sequence)`,

    // What a shop said that cannot be true as it stands: a person settles it, nothing is dropped.
    `CREATE TABLE ${t('shop_finding')} (
      id ${id},
      shop_report_id ${ref} NOT NULL REFERENCES ${t('shop_report')} (id),
      finding ${text(400)} NOT NULL,
      settled_at ${time} NULL,
      settled_by ${text(100)} NULL,
      evidence ${text(400)} NULL
    )`,
    `CREATE INDEX ix_shop_finding_open ON ${t('shop_finding')} (settled_at)`,

    // Letters of our own (S18): their bytes, because no core system keeps them.
    `CREATE TABLE ${t('own_letter')} (
      dispatch_id ${ref} NOT NULL PRIMARY KEY REFERENCES ${t('dispatch')} (id),
      pdf ${blob} NOT NULL
    )`,

    `CREATE TABLE ${t('recipient_domain')} (
      domain ${text(255)} NOT NULL PRIMARY KEY,
      no_tls_since ${time} NOT NULL,
      no_tls_until ${time} NOT NULL,
      reason ${text(400)} NOT NULL,
      attempt_id ${text(36)} NOT NULL
    )`,

    // The address itself is not kept: a hash suffices to recognise it (L8).
    `CREATE TABLE ${t('suppressed_address')} (
      address_sha256 ${text(64)} NOT NULL PRIMARY KEY,
      since ${time} NOT NULL,
      reason ${text(400)} NOT NULL,
      attempt_id ${text(36)} NOT NULL
    )`,
  ];
  for (const statement of statements) await knex.raw(statement);
}
