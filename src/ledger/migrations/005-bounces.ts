import type { Knex } from 'knex';
import type { Dialect } from '../dialect.ts';
import { columnsOf } from './columns.ts';

/**
 * What comes back after an acceptance: reports of mail systems with what was done about each, the envelope that they
 * are compared with, and the terms of the suppression list, whose rows stay in `suppressed_address`.
 */
export async function createBounces(knex: Knex, dialect: Dialect): Promise<void> {
  const { id, text, long, time, table: t } = columnsOf(dialect);

  const statements = [
    // Whom a try was for: a hash of the address (L8), written with the attempt, because no report need say it.
    `CREATE TABLE ${t('attempt_envelope')} (
      attempt_id ${text(36)} NOT NULL PRIMARY KEY REFERENCES ${t('attempt')} (id),
      address_sha256 ${text(64)} NOT NULL,
      domain ${text(255)} NOT NULL
    )`,
    `CREATE INDEX ix_attempt_envelope_address ON ${t('attempt_envelope')} (address_sha256)`,

    `CREATE TABLE ${t('bounce_report')} (
      id ${id},
      identity_sha256 ${text(64)} NOT NULL,
      seen_at ${time} NOT NULL,
      source ${text(20)} NOT NULL,
      place ${text(400)} NOT NULL,
      kind ${text(20)} NOT NULL,
      status ${text(20)} NULL,
      diagnostic ${long} NULL,
      attempt_id ${text(36)} NULL REFERENCES ${t('attempt')} (id),
      matched_by ${text(20)} NULL,
      authentic integer NOT NULL,
      effect ${text(20)} NOT NULL,
      reason ${text(400)} NOT NULL,
      settled_at ${time} NULL,
      settled_by ${text(100)} NULL,
      evidence ${text(400)} NULL
    )`,
    // The same report has one effect, however often and whichever way it arrives.
    `CREATE UNIQUE INDEX ux_bounce_report_identity ON ${t('bounce_report')} (identity_sha256)`,
    `CREATE INDEX ix_bounce_report_open ON ${t('bounce_report')} (effect, settled_at)`,
    `CREATE INDEX ix_bounce_report_attempt ON ${t('bounce_report')} (attempt_id)`,

    // 5.2.2: the nights on which a mailbox was full.
    `CREATE TABLE ${t('full_mailbox')} (
      address_sha256 ${text(64)} NOT NULL,
      night ${text(10)} NOT NULL,
      PRIMARY KEY (address_sha256, night)
    )`,

    // Of a row in suppressed_address: until when, and who wanted it. Without a row: for ever.
    `CREATE TABLE ${t('suppression_term')} (
      address_sha256 ${text(64)} NOT NULL PRIMARY KEY,
      until ${time} NULL,
      person ${text(100)} NULL
    )`,
    `CREATE TABLE ${t('suppression_event')} (
      id ${id},
      address_sha256 ${text(64)} NOT NULL,
      at ${time} NOT NULL,
      event ${text(20)} NOT NULL,
      reason ${text(400)} NOT NULL,
      attempt_id ${text(36)} NULL,
      person ${text(100)} NULL
    )`,
    `CREATE INDEX ix_suppression_event_address ON ${t('suppression_event')} (address_sha256)`,
  ];
  for (const statement of statements) await knex.raw(statement);
}
