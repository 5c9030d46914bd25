/**
 * The insurer's core database of the demo: made like one that grew over the years, normalised, without any thought
 * of us. What we read is the view at the end; an insurer's DBA writes one like it for their own tables.
 */
export const CORE_SCHEMA = `
  CREATE TABLE partner (
    partner_id         TEXT PRIMARY KEY,
    form_of_address    TEXT,
    title              TEXT,
    first_name         TEXT,
    last_name          TEXT NOT NULL,
    preferred_contact  TEXT,
    residence_country  TEXT
  );

  -- Kept for good: the current row has no end.
  CREATE TABLE address (
    partner_id   TEXT NOT NULL REFERENCES partner,
    addition     TEXT,
    street       TEXT,
    postal_code  TEXT,
    city         TEXT,
    country      TEXT,
    valid_from   TEXT NOT NULL,
    valid_until  TEXT
  );
  CREATE UNIQUE INDEX ux_address_current ON address (partner_id) WHERE valid_until IS NULL;

  CREATE TABLE email_address (
    partner_id   TEXT NOT NULL REFERENCES partner,
    address      TEXT NOT NULL,
    valid_from   TEXT NOT NULL,
    valid_until  TEXT
  );
  CREATE UNIQUE INDEX ux_email_address_current ON email_address (partner_id) WHERE valid_until IS NULL;
  CREATE INDEX ix_email_address_users ON email_address (lower(address)) WHERE valid_until IS NULL;

  CREATE TABLE contract (
    contract_id              TEXT PRIMARY KEY,
    partner_id               TEXT NOT NULL REFERENCES partner,
    line_of_business         TEXT NOT NULL,
    digital_post_from        TEXT,
    digital_post_until       TEXT,
    dispatch_override        TEXT,
    dispatch_override_basis  TEXT
  );
  CREATE INDEX ix_contract_partner ON contract (partner_id);

  -- The agreement on e-mail, contract by contract: the customer's consent, its withdrawal, the insurer's own notice.
  CREATE TABLE consent (
    contract_id        TEXT PRIMARY KEY REFERENCES contract,
    given_on           TEXT,
    method             TEXT,
    wording_version    TEXT,
    withdrawn_on       TEXT,
    insurer_notice_on  TEXT
  );

  CREATE TABLE abuse_block (
    block_id    TEXT PRIMARY KEY,
    partner_id  TEXT NOT NULL REFERENCES partner,
    reason      TEXT NOT NULL,
    blocked_on  TEXT NOT NULL,
    lifted_on   TEXT
  );
  CREATE UNIQUE INDEX ux_abuse_block_current ON abuse_block (partner_id) WHERE lifted_on IS NULL;

  CREATE TABLE output_document (
    document_id           TEXT PRIMARY KEY,
    document_type         TEXT,
    line_of_business      TEXT,
    contract_id           TEXT REFERENCES contract,
    recipient_partner_id  TEXT REFERENCES partner,
    recipient_role        TEXT,
    protected_data        INTEGER,
    form                  TEXT,
    document_date         TEXT,
    withdrawn_at          TEXT,
    pdf_path              TEXT,
    pdf_content           BLOB,
    dispatched_at         TEXT,
    dispatched_channel    TEXT,
    dispatch_id           TEXT
  );

  CREATE VIEW pending_output_document AS
  SELECT
    d.document_id,
    d.document_type,
    d.line_of_business,
    d.contract_id,
    holder.partner_id AS policyholder_id,
    d.recipient_partner_id AS recipient_id,
    d.recipient_role,
    -- As printed: form of address on a line of its own.
    CASE WHEN r.partner_id IS NULL THEN NULL ELSE
      coalesce(r.form_of_address || char(10), '') || coalesce(r.title || ' ', '')
      || coalesce(r.first_name || ' ', '') || r.last_name
    END AS recipient_name,
    a.addition AS recipient_addition,
    a.street AS recipient_street,
    a.postal_code AS recipient_postal_code,
    a.city AS recipient_city,
    a.country AS recipient_country,
    holder.residence_country,
    e.address AS email_address,
    CASE WHEN e.address IS NOT NULL THEN (
      SELECT count(*) FROM email_address same
      WHERE lower(same.address) = lower(e.address) AND same.valid_until IS NULL
    ) END AS email_address_users,
    holder.preferred_contact,
    s.given_on AS consent_given_on,
    s.method AS consent_method,
    s.wording_version AS consent_wording,
    s.withdrawn_on AS consent_withdrawn_on,
    s.insurer_notice_on,
    -- All contracts of the policyholder with digital post: first begin, last end; one without end has none.
    (SELECT min(k.digital_post_from) FROM contract k WHERE k.partner_id = holder.partner_id)
      AS digital_post_from,
    (SELECT CASE WHEN sum(k.digital_post_until IS NULL) > 0 THEN NULL ELSE max(k.digital_post_until) END
      FROM contract k WHERE k.partner_id = holder.partner_id AND k.digital_post_from IS NOT NULL)
      AS digital_post_until,
    b.block_id AS abuse_block_id,
    d.protected_data,
    d.form,
    c.dispatch_override,
    c.dispatch_override_basis,
    d.document_date,
    d.withdrawn_at,
    d.pdf_path,
    d.pdf_content
  FROM output_document d
  LEFT JOIN contract c ON c.contract_id = d.contract_id
  LEFT JOIN partner holder ON holder.partner_id = c.partner_id
  LEFT JOIN partner r ON r.partner_id = d.recipient_partner_id
  LEFT JOIN address a ON a.partner_id = r.partner_id AND a.valid_until IS NULL
  LEFT JOIN email_address e ON e.partner_id = holder.partner_id AND e.valid_until IS NULL
  LEFT JOIN consent s ON s.contract_id = c.contract_id
  LEFT JOIN abuse_block b ON b.partner_id = holder.partner_id AND b.lifted_on IS NULL
  -- What was dispatched stays two weeks: the letter shop may have to print it again.
  WHERE d.dispatched_at IS NULL OR date(d.dispatched_at) >= date('now', '-14 days');

-- Blocks in force with the policyholder's address: whoever is blocked is told by letter, also without a document (S18).
CREATE VIEW current_abuse_block AS
SELECT
  b.block_id,
  b.partner_id AS policyholder_id,
  coalesce(p.form_of_address || char(10), '') || coalesce(p.title || ' ', '')
    || coalesce(p.first_name || ' ', '') || p.last_name AS recipient_name,
  a.addition AS recipient_addition,
  a.street AS recipient_street,
  a.postal_code AS recipient_postal_code,
  a.city AS recipient_city,
  a.country AS recipient_country,
  p.residence_country,
  (SELECT min(c.contract_id) FROM contract c WHERE c.partner_id = b.partner_id) AS reference
FROM abuse_block b
JOIN partner p ON p.partner_id = b.partner_id
LEFT JOIN address a ON a.partner_id = p.partner_id AND a.valid_until IS NULL
WHERE b.lifted_on IS NULL;

-- Every contract and whose it is: numbers that a letter names are looked up here (D6).
CREATE VIEW contract_holder AS SELECT contract_id, partner_id AS policyholder_id FROM contract;
`;

/** How the demo's core system learns what became of a document; idempotent: a repetition writes the same row again. */
export const WRITE_BACK_STATEMENT =
  'UPDATE output_document SET dispatched_channel = :channel, dispatched_at = :at, dispatch_id = :dispatch_id ' +
  'WHERE document_id = :document_id';
