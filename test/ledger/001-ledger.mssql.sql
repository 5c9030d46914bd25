CREATE TABLE routing.batch (
  id bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  job_name nvarchar(40) NOT NULL,
  business_date nvarchar(10) NOT NULL,
  created_at datetime2(3) NOT NULL,
  collected_at datetime2(3) NULL,
  collected integer NOT NULL,
  completed_at datetime2(3) NULL
);

CREATE UNIQUE INDEX ux_batch_job_date ON routing.batch (job_name, business_date);

CREATE TABLE routing.run (
  id nvarchar(36) NOT NULL PRIMARY KEY,
  batch_id bigint NOT NULL REFERENCES routing.batch (id),
  kind nvarchar(20) NOT NULL,
  host nvarchar(200) NOT NULL,
  pid integer NOT NULL,
  started_by nvarchar(100) NOT NULL,
  status nvarchar(20) NOT NULL,
  started_at datetime2(3) NOT NULL,
  heartbeat_at datetime2(3) NOT NULL,
  finished_at datetime2(3) NULL,
  exit_code integer NULL,
  failure nvarchar(200) NULL
);

CREATE UNIQUE INDEX ux_run_one_running ON routing.run (batch_id) WHERE status = 'running' AND kind <> 'worker';

CREATE INDEX ix_run_batch ON routing.run (batch_id);

CREATE TABLE routing.run_step (
  run_id nvarchar(36) NOT NULL REFERENCES routing.run (id),
  step nvarchar(20) NOT NULL,
  started_at datetime2(3) NOT NULL,
  finished_at datetime2(3) NULL,
  counts nvarchar(max) NULL,
  PRIMARY KEY (run_id, step)
);

CREATE TABLE routing.rule_catalogue (
  hash nvarchar(64) NOT NULL PRIMARY KEY,
  stored_at datetime2(3) NOT NULL,
  content nvarchar(max) NOT NULL
);

CREATE TABLE routing.print_file (
  id nvarchar(60) NOT NULL PRIMARY KEY,
  batch_id bigint NOT NULL REFERENCES routing.batch (id),
  run_id nvarchar(36) NOT NULL,
  catalogue_hash nvarchar(64) NOT NULL,
  profile nvarchar(60) NOT NULL,
  stream nvarchar(60) NOT NULL,
  status nvarchar(20) NOT NULL,
  assigned_at datetime2(3) NOT NULL,
  sealed_at datetime2(3) NULL,
  released_at datetime2(3) NULL,
  released_by nvarchar(100) NULL,
  handed_over_at datetime2(3) NULL,
  file_name nvarchar(200) NULL,
  sha256 nvarchar(64) NULL,
  bytes bigint NULL,
  documents integer NULL,
  mailpieces integer NULL,
  sheets integer NULL,
  pages integer NULL,
  generation integer DEFAULT 1 NOT NULL,
  original_id nvarchar(60) NULL REFERENCES routing.print_file (id),
  source_id nvarchar(60) NULL REFERENCES routing.print_file (id),
  reason nvarchar(400) NULL,
  ordered_by nvarchar(100) NULL,
  confirmed_by nvarchar(100) NULL,
  hand_over_owner nvarchar(36) NULL,
  ack_due_at datetime2(3) NULL
);

CREATE UNIQUE INDEX ux_print_file_generation ON routing.print_file (original_id, generation) WHERE original_id IS NOT NULL;

CREATE INDEX ix_print_file_status ON routing.print_file (status, batch_id);

CREATE TABLE routing.dispatch (
  id bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  batch_id bigint NOT NULL REFERENCES routing.batch (id),
  document_id nvarchar(100) NOT NULL,
  document_type nvarchar(100) NULL,
  purpose nvarchar(20) NOT NULL,
  original_id bigint NULL,
  state nvarchar(20) NOT NULL,
  token integer NOT NULL,
  lease_owner nvarchar(36) NULL,
  lease_until datetime2(3) NULL,
  retry_at datetime2(3) NULL,
  cut_off_at datetime2(3) NULL,
  tries integer NOT NULL,
  attempts integer NOT NULL,
  decision_id bigint NULL,
  reason nvarchar(400) NULL,
  paper_copy_basis nvarchar(200) NULL,
  recipient_id nvarchar(100) NULL,
  never_bundle integer NOT NULL,
  country nvarchar(2) NULL,
  postal_code nvarchar(20) NULL,
  address_key nvarchar(64) NULL,
  pages integer NULL,
  pdf_bytes bigint NULL,
  pdf_sha256 nvarchar(64) NULL,
  content nvarchar(max) NULL,
  content_key nvarchar(64) NULL,
  print_file_id nvarchar(60) NULL REFERENCES routing.print_file (id),
  created_at datetime2(3) NOT NULL,
  updated_at datetime2(3) NOT NULL,
  reported_at datetime2(3) NULL
);

CREATE UNIQUE INDEX ux_dispatch_document ON routing.dispatch (document_id) WHERE purpose = 'document';

CREATE UNIQUE INDEX ux_dispatch_paper_copy ON routing.dispatch (original_id) WHERE purpose = 'paper_copy';

CREATE UNIQUE INDEX ux_dispatch_block_notice ON routing.dispatch (document_id) WHERE purpose = 'block_notice';

CREATE INDEX ix_dispatch_batch_state ON routing.dispatch (batch_id, state, id);

CREATE INDEX ix_dispatch_document ON routing.dispatch (document_id);

CREATE INDEX ix_dispatch_print_file ON routing.dispatch (print_file_id);

CREATE TABLE routing.decision (
  id bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  dispatch_id bigint NOT NULL REFERENCES routing.dispatch (id),
  run_id nvarchar(36) NOT NULL,
  decided_at datetime2(3) NOT NULL,
  result nvarchar(20) NOT NULL,
  category nvarchar(20) NOT NULL,
  jurisdiction nvarchar(2) NOT NULL,
  deciding_rule nvarchar(60) NOT NULL,
  catalogue_hash nvarchar(64) NOT NULL,
  flags nvarchar(400) NOT NULL,
  facts nvarchar(max) NOT NULL,
  context nvarchar(max) NOT NULL,
  rules nvarchar(max) NOT NULL
);

CREATE INDEX ix_decision_dispatch ON routing.decision (dispatch_id);

CREATE TABLE routing.attempt (
  id nvarchar(36) NOT NULL PRIMARY KEY,
  dispatch_id bigint NOT NULL REFERENCES routing.dispatch (id),
  number integer NOT NULL,
  run_id nvarchar(36) NOT NULL,
  token integer NOT NULL,
  message_id nvarchar(200) NOT NULL,
  message_date nvarchar(24) NOT NULL,
  message_sha256 nvarchar(64) NOT NULL,
  started_at datetime2(3) NOT NULL,
  finished_at datetime2(3) NULL,
  outcome nvarchar(20) NULL,
  reason nvarchar(400) NULL,
  evidence nvarchar(max) NULL
);

CREATE UNIQUE INDEX ux_attempt_number ON routing.attempt (dispatch_id, number);

CREATE INDEX ix_attempt_message_id ON routing.attempt (message_id);

CREATE TABLE routing.dispatch_event (
  id bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  dispatch_id bigint NOT NULL REFERENCES routing.dispatch (id),
  at datetime2(3) NOT NULL,
  from_state nvarchar(20) NULL,
  to_state nvarchar(20) NOT NULL,
  reason nvarchar(400) NOT NULL,
  run_id nvarchar(36) NULL,
  person nvarchar(100) NULL,
  evidence nvarchar(max) NULL
);

CREATE INDEX ix_dispatch_event_dispatch ON routing.dispatch_event (dispatch_id);

CREATE TABLE routing.print_file_entry (
  print_file_id nvarchar(60) NOT NULL REFERENCES routing.print_file (id),
  mailpiece integer NOT NULL,
  position integer NOT NULL,
  dispatch_id bigint NOT NULL REFERENCES routing.dispatch (id),
  first_page integer NULL,
  last_page integer NULL,
  sheets integer NULL,
  sequence integer NULL,
  source_sequence integer NULL,
  PRIMARY KEY (print_file_id, mailpiece, position)
);

CREATE INDEX ix_print_file_entry_dispatch ON routing.print_file_entry (dispatch_id);

CREATE TABLE routing.print_file_event (
  id bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  print_file_id nvarchar(60) NOT NULL REFERENCES routing.print_file (id),
  at datetime2(3) NOT NULL,
  event nvarchar(20) NOT NULL,
  reason nvarchar(400) NULL,
  run_id nvarchar(36) NULL,
  person nvarchar(100) NULL
);

CREATE INDEX ix_print_file_event_file ON routing.print_file_event (print_file_id);

CREATE TABLE routing.shop_report (
  id bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  sha256 nvarchar(64) NOT NULL,
  file_name nvarchar(200) NOT NULL,
  imported_at datetime2(3) NOT NULL,
  entries integer NOT NULL
);

CREATE UNIQUE INDEX ux_shop_report_sha256 ON routing.shop_report (sha256);

CREATE TABLE routing.print_file_ack (
  id bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  shop_report_id bigint NOT NULL REFERENCES routing.shop_report (id),
  print_file_id nvarchar(60) NOT NULL REFERENCES routing.print_file (id),
  result nvarchar(20) NOT NULL,
  at datetime2(3) NOT NULL,
  reason nvarchar(400) NULL
);

CREATE INDEX ix_print_file_ack_file ON routing.print_file_ack (print_file_id);

CREATE TABLE routing.mailpiece_status (
  id bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  shop_report_id bigint NOT NULL REFERENCES routing.shop_report (id),
  print_file_id nvarchar(60) NOT NULL REFERENCES routing.print_file (id),
  sequence integer NOT NULL,
  status nvarchar(20) NOT NULL,
  at datetime2(3) NOT NULL,
  reason nvarchar(400) NULL
);

CREATE INDEX ix_mailpiece_status_file ON routing.mailpiece_status (print_file_id, sequence);

CREATE TABLE routing.shop_finding (
  id bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  shop_report_id bigint NOT NULL REFERENCES routing.shop_report (id),
  finding nvarchar(400) NOT NULL,
  settled_at datetime2(3) NULL,
  settled_by nvarchar(100) NULL,
  evidence nvarchar(400) NULL
);

CREATE INDEX ix_shop_finding_open ON routing.shop_finding (settled_at);

CREATE TABLE routing.own_letter (
  dispatch_id bigint NOT NULL PRIMARY KEY REFERENCES routing.dispatch (id),
  pdf varbinary(max) NOT NULL
);

CREATE TABLE routing.recipient_domain (
  domain nvarchar(255) NOT NULL PRIMARY KEY,
  no_tls_since datetime2(3) NOT NULL,
  no_tls_until datetime2(3) NOT NULL,
  reason nvarchar(400) NOT NULL,
  attempt_id nvarchar(36) NOT NULL
);

CREATE TABLE routing.suppressed_address (
  address_sha256 nvarchar(64) NOT NULL PRIMARY KEY,
  since datetime2(3) NOT NULL,
  reason nvarchar(400) NOT NULL,
  attempt_id nvarchar(36) NOT NULL
);
