CREATE TABLE routing.removed_dispatch (
  dispatch_id bigint NOT NULL PRIMARY KEY REFERENCES routing.dispatch (id),
  removed_at datetime2(3) NOT NULL,
  kept_until nvarchar(10) NOT NULL
);

CREATE TABLE routing.removed_print_file (
  print_file_id nvarchar(60) NOT NULL REFERENCES routing.print_file (id),
  part nvarchar(10) NOT NULL,
  removed_at datetime2(3) NOT NULL,
  PRIMARY KEY (print_file_id, part)
);

CREATE TABLE routing.audit_removal (
  id bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  at datetime2(3) NOT NULL,
  seal_id bigint NOT NULL REFERENCES routing.audit_seal (id),
  positions nvarchar(max) NOT NULL
);

CREATE INDEX ix_audit_removal_seal ON routing.audit_removal (seal_id);
