CREATE TABLE routing.fallback_notice (
  address_sha256 nvarchar(64) NOT NULL,
  cause nvarchar(20) NOT NULL,
  since nvarchar(24) NOT NULL,
  dispatch_id bigint NOT NULL REFERENCES routing.dispatch (id),
  PRIMARY KEY (address_sha256, cause, since)
);
