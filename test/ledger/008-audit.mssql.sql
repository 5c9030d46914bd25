CREATE TABLE routing.audit_action (
  id bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  at datetime2(3) NOT NULL,
  action nvarchar(40) NOT NULL,
  subject nvarchar(200) NOT NULL,
  person nvarchar(100) NULL,
  run_id nvarchar(36) NULL,
  reason nvarchar(400) NOT NULL,
  detail nvarchar(max) NULL
);

CREATE INDEX ix_audit_action_subject ON routing.audit_action (subject);

CREATE TABLE routing.audit_seal (
  id bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  stream nvarchar(40) NOT NULL,
  after_id bigint NOT NULL,
  last_id bigint NOT NULL,
  row_count integer NOT NULL,
  row_digests varbinary(max) NOT NULL,
  sealed_at nvarchar(24) NOT NULL,
  previous_hash nvarchar(64) NOT NULL,
  hash nvarchar(64) NOT NULL
);

CREATE UNIQUE INDEX ux_audit_seal_previous ON routing.audit_seal (previous_hash);

CREATE INDEX ix_audit_seal_stream ON routing.audit_seal (stream, last_id);
