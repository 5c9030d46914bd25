CREATE TABLE routing.alert (
  cause nvarchar(120) NOT NULL,
  channel nvarchar(20) NOT NULL,
  fingerprint nvarchar(64) NOT NULL,
  told_at datetime2(3) NOT NULL,
  ended_at datetime2(3) NULL,
  PRIMARY KEY (cause, channel)
);

CREATE TABLE routing.print_file_production (
  print_file_id nvarchar(60) NOT NULL PRIMARY KEY REFERENCES routing.print_file (id),
  production_date nvarchar(10) NOT NULL
);
