/** What can be done with the program: jobs and the console import this file, and nothing below it. */
export { assertMigrated, openApp, type App, type AppOptions } from './open-app.ts';
export { runNight, runWorker, type NightOptions } from './night-runs.ts';
export { evidence, explain } from './document-desk.ts';
export { acks, cancelPrint, hold, release, reprint } from './print-desk.ts';
export { bounces, probe } from './mail-desk.ts';
export { doctor } from './doctor-desk.ts';
export { migrate, pendingMigrations } from './ledger/migrate.ts';
export { migrationScript } from './ledger/migration-script.ts';
export { roleScript } from './ledger/role-script.ts';
export {
  checkCatalogueFile,
  exportCatalogue,
  replay,
  type CatalogueCheck,
  type ChangedDocument,
  type ReplayReport,
} from './catalogue-desk.ts';
export {
  answerPersonRequest,
  retain,
  type PersonAnswer,
  type PersonRequest,
  type RetentionReport,
} from './retention-desk.ts';
export { restore, whatLeft, type Restoration } from './restore-desk.ts';
export { sealEvents } from './ledger/audit/seal-events.ts';
export { verifyChain, type AuditVerdict } from './ledger/audit/verify-chain.ts';
export { settleShopFinding } from './operations/acks.ts';
export { localTimestamp } from './operations/local-moment.ts';
export { explanationText } from './operations/explain-text.ts';
export { lintLetters, type LintReport } from './operations/lint-letters.ts';
export { readOutcomes } from './operations/outcomes.ts';
export { listKeptBack } from './ledger/kept-back.ts';
export { releaseHeld } from './operations/release-held.ts';
export { orderResend } from './operations/resend.ts';
export { bounceTerms } from './bounce-desk.ts';
export { settleBounce } from './operations/settle-bounce.ts';
export { changeSuppression } from './operations/suppressions.ts';
export { listSuppressions } from './ledger/suppression-store.ts';
export { switchChannel } from './operations/switch-channel.ts';
export { channelClosedOn, listChannelTurns } from './ledger/channel-switch-store.ts';
export { resolveDoubt } from './operations/resolve.ts';
export { verifyFiles } from './operations/verify-files.ts';
export * from './night-watch.ts';
export { readStatus, type BatchStatus } from './operations/status.ts';
export type { Examination } from './operations/doctor/examine.ts';
export type { OpenReport } from './ledger/bounce-store.ts';
