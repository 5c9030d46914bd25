CREATE TABLE routing.mail_domain (
  domain nvarchar(255) NOT NULL PRIMARY KEY,
  last_tls_at datetime2(3) NULL,
  last_tls nvarchar(200) NULL,
  failures integer NOT NULL,
  last_failure_at datetime2(3) NULL,
  reason nvarchar(400) NULL,
  probed_at datetime2(3) NULL,
  next_probe_at datetime2(3) NULL
);

CREATE INDEX ix_mail_domain_next_probe ON routing.mail_domain (next_probe_at);
