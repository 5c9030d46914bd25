-- SQL Server Agent: the same look as `schedule --once`, every half hour. Run it in msdb as a member of sysadmin or
-- SQLAgentOperatorRole, after the proxy below exists. The step runs outside of the database engine, as the account of
-- the proxy's credential; it needs the rights that the nightly job needs and no others.
--
-- Before: CREATE CREDENTIAL postausgang WITH IDENTITY = N'DOMAIN\svc-postausgang', SECRET = N'…';
--         EXEC dbo.sp_add_proxy @proxy_name = N'postausgang', @credential_name = N'postausgang';
--         EXEC dbo.sp_grant_proxy_to_subsystem @proxy_name = N'postausgang', @subsystem_name = N'CmdExec';
USE msdb;
GO

IF EXISTS (SELECT 1 FROM dbo.sysjobs WHERE name = N'postausgang')
  EXEC dbo.sp_delete_job @job_name = N'postausgang', @delete_unused_schedule = 1;
GO

EXEC dbo.sp_add_job
  @job_name = N'postausgang',
  @description = N'Outgoing mail: runs the night that is due, and what was missed (docs/schedule.md).',
  @enabled = 1;

-- The Agent knows one exit code for success. 2 (something waits for a person), 3 (nothing was due) and 4 (another machine
-- is at work) are told by alerts, not by a failed job.
EXEC dbo.sp_add_jobstep
  @job_name = N'postausgang',
  @step_name = N'run what is due',
  @subsystem = N'CmdExec',
  @proxy_name = N'postausgang',
  @command = N'cmd /c "cd /d C:\postausgang && set POSTAUSGANG_CONFIG=C:\ProgramData\postausgang\postausgang.yaml&& node --max-semi-space-size=4 jobs\postausgang.mjs schedule --once & if errorlevel 5 exit /b 1 & if errorlevel 2 exit /b 0"',
  @cmdexec_success_code = 0,
  @on_success_action = 1,
  @on_fail_action = 2,
  @retry_attempts = 0;

EXEC dbo.sp_add_jobschedule
  @job_name = N'postausgang',
  @name = N'every half hour',
  @enabled = 1,
  @freq_type = 4,
  @freq_interval = 1,
  @freq_subday_type = 4,
  @freq_subday_interval = 30,
  @active_start_time = 0,
  @active_end_time = 235959;

EXEC dbo.sp_add_jobserver @job_name = N'postausgang', @server_name = N'(local)';
GO
