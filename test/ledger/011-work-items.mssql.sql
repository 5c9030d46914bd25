CREATE TABLE routing.work_item (
  id bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  run_id nvarchar(36) NOT NULL REFERENCES routing.run (id),
  step nvarchar(20) NOT NULL,
  detail nvarchar(max) NOT NULL,
  token integer NOT NULL,
  owner nvarchar(36) NULL,
  lease_until datetime2(3) NULL,
  done_at datetime2(3) NULL,
  counts nvarchar(max) NULL
);

CREATE INDEX ix_work_item_open ON routing.work_item (run_id, step, done_at);
