import { catalogueJob } from './catalogue.ts';
import { acksJob } from './acks.ts';
import { auditJob } from './audit.ts';
import { bouncesJob } from './bounces.ts';
import { cancelPrintJob } from './cancel-print.ts';
import { demoJob } from './demo.ts';
import { dryRunJob } from './dry-run.ts';
import { doctorJob } from './doctor.ts';
import { evidenceJob } from './evidence.ts';
import { explainJob } from './explain.ts';
import { holdJob } from './hold.ts';
import { alertsJob } from './alerts.ts';
import { healthJob } from './health.ts';
import { metricsJob } from './metrics.ts';
import { scheduleJob } from './schedule.ts';
import { channelJob } from './channel.ts';
import { consoleJob } from './console.ts';
import { completionJob } from './completion.ts';
import { runsJob } from './runs.ts';
import type { Job } from './job.ts';
import { lintJob } from './lint.ts';
import { migrateJob } from './migrate.ts';
import { nightlyJob } from './nightly.ts';
import { probeJob } from './probe.ts';
import { rehearseJob } from './rehearse.ts';
import { releaseHeldJob } from './release-held.ts';
import { releaseJob } from './release.ts';
import { reprintJob } from './reprint.ts';
import { reportJob } from './report.ts';
import { restoreJob } from './restore.ts';
import { retentionJob } from './retention.ts';
import { rerunJob } from './rerun.ts';
import { replayJob } from './replay.ts';
import { resendJob } from './resend.ts';
import { resolveJob } from './resolve.ts';
import { settleFindingJob } from './settle-finding.ts';
import { settleBounceJob } from './settle-bounce.ts';
import { suppressionsJob } from './suppressions.ts';
import { statusJob } from './status.ts';
import { verifyJob } from './verify.ts';
import { heldJob, inDoubtJob } from './waiting.ts';
import { workJob } from './work.ts';

/** Every job, in the order in which the help lists them. */
export const JOBS: readonly Job[] = [
  nightlyJob,
  rerunJob,
  workJob,
  dryRunJob,
  scheduleJob,
  statusJob,
  runsJob,
  heldJob,
  inDoubtJob,
  reportJob,
  alertsJob,
  metricsJob,
  healthJob,
  consoleJob,
  explainJob,
  evidenceJob,
  replayJob,
  catalogueJob,
  resolveJob,
  releaseHeldJob,
  releaseJob,
  holdJob,
  cancelPrintJob,
  bouncesJob,
  settleBounceJob,
  suppressionsJob,
  channelJob,
  acksJob,
  settleFindingJob,
  reprintJob,
  resendJob,
  auditJob,
  retentionJob,
  restoreJob,
  verifyJob,
  lintJob,
  probeJob,
  doctorJob,
  migrateJob,
  completionJob,
  demoJob,
  rehearseJob,
];
