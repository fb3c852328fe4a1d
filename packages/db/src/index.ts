export {
  adminKeyId,
  adminOwnerId,
  newAccountId,
  newBatchId,
  newJobId,
  newKeyId,
  newOperationId,
  newOutboxId,
  newOwnerId,
  newSubmissionId,
  newUploadId,
} from './ids.ts'
export { type MigrateOptions, migrate } from './migrate.ts'
export { type Database, type DatabaseSettings, openDatabase, type Sql } from './open-database.ts'
export { type Admission, type AdmitRequest, admitJobs } from './queries/admit-jobs.ts'
export { databaseNow } from './queries/database-now.ts'
export { withDeadlockRetry } from './queries/deadlock-retry.ts'
export { ensureEventPartitions } from './queries/ensure-event-partitions.ts'
export { type ConfiguredLimits, ensureGates } from './queries/ensure-gates.ts'
export {
  type Heartbeat,
  listWorkers,
  removeHeartbeat,
  saveHeartbeat,
  type WorkerRow,
} from './queries/heartbeats.ts'
export { type JobRow, jobColumns, jobFromRow, selectJobs } from './queries/job-row.ts'
export { listAbandoned } from './queries/list-abandoned.ts'
export { type ForgottenJob, listForgotten } from './queries/list-forgotten.ts'
export { loadJobs } from './queries/load-jobs.ts'
export { type BatchCounts, readBatchCounts } from './queries/read-batch-counts.ts'
export { type Gate, readGates } from './queries/read-gates.ts'
export { rollUpBatchDeltas } from './queries/roll-up-batch-deltas.ts'
export { saveDecisions } from './queries/save-decisions.ts'
export { type GateSettings, setGate } from './queries/set-gate.ts'
export { readDatabaseSettings } from './read-database-settings.ts'
export type { Save, SaveOutcome } from './saving/save.ts'
