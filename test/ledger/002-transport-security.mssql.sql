CREATE TABLE routing.mta_sts_policy (
  domain nvarchar(255) NOT NULL PRIMARY KEY,
  policy_id nvarchar(32) NOT NULL,
  mode nvarchar(10) NOT NULL,
  policy nvarchar(max) NOT NULL,
  fetched_at datetime2(3) NOT NULL,
  expires_at datetime2(3) NOT NULL
);
