CREATE TABLE routing.attempt_envelope (
  attempt_id nvarchar(36) NOT NULL PRIMARY KEY REFERENCES routing.attempt (id),
  address_sha256 nvarchar(64) NOT NULL,
  domain nvarchar(255) NOT NULL
);

CREATE INDEX ix_attempt_envelope_address ON routing.attempt_envelope (address_sha256);

CREATE TABLE routing.bounce_report (
  id bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  identity_sha256 nvarchar(64) NOT NULL,
  seen_at datetime2(3) NOT NULL,
  source nvarchar(20) NOT NULL,
  place nvarchar(400) NOT NULL,
  kind nvarchar(20) NOT NULL,
  status nvarchar(20) NULL,
  diagnostic nvarchar(max) NULL,
  attempt_id nvarchar(36) NULL REFERENCES routing.attempt (id),
  matched_by nvarchar(20) NULL,
  authentic integer NOT NULL,
  effect nvarchar(20) NOT NULL,
  reason nvarchar(400) NOT NULL,
  settled_at datetime2(3) NULL,
  settled_by nvarchar(100) NULL,
  evidence nvarchar(400) NULL
);

CREATE UNIQUE INDEX ux_bounce_report_identity ON routing.bounce_report (identity_sha256);

CREATE INDEX ix_bounce_report_open ON routing.bounce_report (effect, settled_at);

CREATE INDEX ix_bounce_report_attempt ON routing.bounce_report (attempt_id);

CREATE TABLE routing.full_mailbox (
  address_sha256 nvarchar(64) NOT NULL,
  night nvarchar(10) NOT NULL,
  PRIMARY KEY (address_sha256, night)
);

CREATE TABLE routing.suppression_term (
  address_sha256 nvarchar(64) NOT NULL PRIMARY KEY,
  until datetime2(3) NULL,
  person nvarchar(100) NULL
);

CREATE TABLE routing.suppression_event (
  id bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  address_sha256 nvarchar(64) NOT NULL,
  at datetime2(3) NOT NULL,
  event nvarchar(20) NOT NULL,
  reason nvarchar(400) NOT NULL,
  attempt_id nvarchar(36) NULL,
  person nvarchar(100) NULL
);

CREATE INDEX ix_suppression_event_address ON routing.suppression_event (address_sha256);
