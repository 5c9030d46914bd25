CREATE TABLE routing.channel_switch (
  id bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  at datetime2(3) NOT NULL,
  closed integer NOT NULL,
  until_date nvarchar(10) NULL,
  reason nvarchar(400) NOT NULL,
  person nvarchar(100) NOT NULL
);
