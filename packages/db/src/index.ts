export { callerDeadlines, type DatabaseDeadlines, workerDeadlines } from './deadlines.ts'
export {
  adminKeyId,
  adminOwnerId,
  firstJobIdAt,
  newAccountId,
  newBatchId,
  newJobId,
  newKeyId,
  newOperationId,
  newOrderId,
  newOutboxId,
  newReconciliationId,
  newSubmissionId,
  newUploadId,
  operationIdOf,
  ownerIdOf,
} from './ids.ts'
export { isDatabaseAway } from './is-database-away.ts'
export { type MigrateOptions, migrate } from './migrate.ts'
export { type Database, type DatabaseSettings, openDatabase, type Sql } from './open-database.ts'
export { type Admission, type AdmitRequest, admitJobs } from './queries/admit-jobs.ts'
export {
  type AdoptedTask,
  type AdoptIntake,
  type Adoption,
  adoptTasks,
} from './queries/adopt-tasks.ts'
export { amendIntake } from './queries/amend-intake.ts'
export type { BatchBrakes, BatchGroup, BatchRecord, BatchState, StopRule } from './queries/batch-record.ts'
export { beginChore } from './queries/begin-chore.ts'
export { endTrials } from './queries/brakes/end-trials.ts'
export { listSpoilingBatches } from './queries/brakes/list-spoiling-batches.ts'
export { setBatchBrakes } from './queries/brakes/set-batch-brakes.ts'
export { type BrakedBatch, stopSpoilingBatches } from './queries/brakes/stop-spoiling-batches.ts'
export { beginBulk, type NewBulk } from './queries/bulk/begin-bulk.ts'
export {
  type BulkJob,
  type BulkOrder,
  claimBulk,
  listBulkJobs,
  readCapRoom,
} from './queries/bulk/claim-bulk.ts'
export { type BulkGroup, type BulkMatch, groupBulkJobs } from './queries/bulk/group-bulk-jobs.ts'
export {
  type BulkResult,
  cancelOperation,
  giveBackBulk,
  listOperationResults,
  moveBulk,
  type OperationResult,
} from './queries/bulk/move-bulk.ts'
export { prioritizeJobs } from './queries/bulk/prioritize-jobs.ts'
export { readDayRoom } from './queries/bulk/read-day-room.ts'
export {
  claimIdempotencyKey,
  type IdempotentClaim,
  type IdempotentRequest,
  keepIdempotentReply,
  type RememberedReply,
  readIdempotencyKey,
  releaseIdempotencyKey,
} from './queries/claim-idempotency-key.ts'
export { claimScrub, type ScrubOrder } from './queries/claim-scrub.ts'
export { countAuditedRetries } from './queries/count-audited-retries.ts'
export { countBatchContents } from './queries/count-batch-contents.ts'
export { countFailures } from './queries/count-failures.ts'
export { countJobs } from './queries/count-jobs.ts'
export { countOwnRefusals } from './queries/count-own-refusals.ts'
export { type BatchCreation, type BatchIntake, createBatch } from './queries/create-batch.ts'
export { createJob, type JobCreation, type NewJob } from './queries/create-job.ts'
export { databaseNow } from './queries/database-now.ts'
export { withDeadlockRetry } from './queries/deadlock-retry.ts'
export {
  addDoctorChecks,
  claimDoctor,
  type DoctorCheck,
  endAbandonedDoctors,
  endDoctor,
} from './queries/doctor/doctor-orders.ts'
export {
  type Condition,
  type LiveTasks,
  listLiveTasks,
  readCondition,
  readServerVersion,
} from './queries/doctor/read-condition.ts'
export { ensureEventPartitions } from './queries/ensure-event-partitions.ts'
export { type ConfiguredLimits, ensureGates } from './queries/ensure-gates.ts'
export {
  type EntryFilter,
  type ExportedEntry,
  listFailuresToExport,
  listJobsToExport,
  listLedgerToExport,
} from './queries/export-entries.ts'
export { type ClipMedia, findMediaTwins } from './queries/find-media-twins.ts'
export { findReusable, type ReuseWish } from './queries/find-reusable.ts'
export { findSameClips } from './queries/find-same-clips.ts'
export {
  type BoundTask,
  type DoubtfulJob,
  findTasks,
  listDoubtfulJobs,
} from './queries/find-tasks.ts'
export { forgetIdempotencyKeys } from './queries/forget-idempotency-keys.ts'
export { grantResubmission, type ResubmissionRequest } from './queries/grant-resubmission.ts'
export { groupBatchJobs } from './queries/group-batch-jobs.ts'
export { groupOpenJobs } from './queries/group-open-jobs.ts'
export { hasJobEvent } from './queries/has-job-event.ts'
export {
  type Heartbeat,
  isWorkerMissing,
  listWorkers,
  removeHeartbeat,
  saveHeartbeat,
  type WorkerRow,
} from './queries/heartbeats.ts'
export {
  findImageUser,
  forgetReferenceImage,
  listImageHolders,
  readHeldImageBytes,
} from './queries/held-images.ts'
export { holdOlderJobs } from './queries/hold-older-jobs.ts'
export { type KeptLinkCheck, keepLinkChecks, readLinkChecks } from './queries/image-link-checks.ts'
export { type ImageMap, keepImageMap, readImageMap } from './queries/image-maps.ts'
export { isEldestWorker } from './queries/is-eldest-worker.ts'
export { everyJob, type JobFilter } from './queries/job-conditions.ts'
export type { JobRecord } from './queries/job-record.ts'
export { type JobRow, jobColumns, jobFromRow, selectJobs } from './queries/job-row.ts'
export { keepBatchReply } from './queries/keep-batch-reply.ts'
export { changeKey, type KeyChange } from './queries/keys/change-key.ts'
export { countQueuedJobs } from './queries/keys/count-queued-jobs.ts'
export { createKey, type NewKey } from './queries/keys/create-key.ts'
export type { KeyRecord, KeySpending } from './queries/keys/key-record.ts'
export { listKeys } from './queries/keys/list-keys.ts'
export { noteKeyUse } from './queries/keys/note-key-use.ts'
export { readKey } from './queries/keys/read-key.ts'
export { type KeyClaim, readKeyClaim } from './queries/keys/read-key-claim.ts'
export { readOwnerId } from './queries/keys/read-owner-id.ts'
export { revokeKey } from './queries/keys/revoke-key.ts'
export { knowsListedJobs, type ListedJob } from './queries/knows-listed-jobs.ts'
export { type DueRow, lendDueRows } from './queries/lend-due-rows.ts'
export { listAbandoned } from './queries/list-abandoned.ts'
export { type AgingLink, listAgingLinks } from './queries/list-aging-links.ts'
export { listAtRisk } from './queries/list-at-risk.ts'
export { type AuditRecord, listAuditEntries } from './queries/list-audit-entries.ts'
export { listBatchJobIds } from './queries/list-batch-job-ids.ts'
export { listBatchRows } from './queries/list-batch-rows.ts'
export { type BatchFilter, listBatches } from './queries/list-batches.ts'
export { type BatchOfFile, listBatchesOfFile } from './queries/list-batches-of-file.ts'
export {
  type BatchToRecord,
  listBatchesToRecord,
  type ManifestPace,
  markBatchRecorded,
} from './queries/list-batches-to-record.ts'
export {
  type ClipsOfOwner,
  type ClipToCheck,
  countClipsOfOwner,
  listClipsOfOwner,
  listLeastChecked,
} from './queries/list-clips-to-check.ts'
export { listDoneByOrder } from './queries/list-done-by-order.ts'
export { listExchanges, type StoredExchange } from './queries/list-exchanges.ts'
export { type ExpiredHold, listExpiredHolds } from './queries/list-expired-holds.ts'
export {
  type FailureFilter,
  type FailureGroup,
  type FailurePart,
  listFailureGroups,
} from './queries/list-failure-groups.ts'
export { type FailureSample, listFailureSamples } from './queries/list-failure-samples.ts'
export { type ForgottenJob, listForgotten } from './queries/list-forgotten.ts'
export { listIntents } from './queries/list-intents.ts'
export { type EventRecord, listJobEvents } from './queries/list-job-events.ts'
export { type JobKind, listJobKinds } from './queries/list-job-kinds.ts'
export { listJobLedger } from './queries/list-job-ledger.ts'
export { listJobs } from './queries/list-jobs.ts'
export { type JobToRecord, listJobsToRecord, markJobsRecorded } from './queries/list-jobs-to-record.ts'
export { listMissingMigrations, listUnknownMigrations } from './queries/list-missing-migrations.ts'
export { listNeighbourJobs } from './queries/list-neighbour-jobs.ts'
export { listOpenJobs, listOwnersWithOpenJobs, type OwnerWithOpenJobs } from './queries/list-open-jobs.ts'
export { listOperations } from './queries/list-operations.ts'
export { listOwnerNames } from './queries/list-owner-names.ts'
export { listRedoRows, type RedoRow, type RedoWish } from './queries/list-redo-rows.ts'
export { listRefusedLinks } from './queries/list-refused-links.ts'
export { listRetriedBy, type RetriedJob } from './queries/list-retried-by.ts'
export { listRowJobs } from './queries/list-row-jobs.ts'
export { listStranded } from './queries/list-stranded.ts'
export { listSubmissions, type SubmissionRecord } from './queries/list-submissions.ts'
export { listSurprises, type SurpriseRecord } from './queries/list-surprises.ts'
export { listUploadJobs } from './queries/list-upload-jobs.ts'
export { type HeldJob, listWorkerJobs } from './queries/list-worker-jobs.ts'
export { loadJobs } from './queries/load-jobs.ts'
export { markFailureGroup } from './queries/mark-failure-group.ts'
export { markJob } from './queries/mark-job.ts'
export {
  beginOperation,
  moveOperation,
  type OperationProblem,
  type OperationProgress,
  type OperationRecord,
  type QuotedPart,
  readOperation,
} from './queries/operations.ts'
export { postponeRows } from './queries/postpone-rows.ts'
export { type Activity, readActivity } from './queries/read-activity.ts'
export { readBatch } from './queries/read-batch.ts'
export { type BatchCounts, readBatchCounts } from './queries/read-batch-counts.ts'
export { type BurnRate, readBurnRate } from './queries/read-burn-rate.ts'
export { type ExplainRow, readExplainFacts } from './queries/read-explain-facts.ts'
export {
  type ExportedJob,
  readBatchColumns,
  readExportJobs,
} from './queries/read-export-jobs.ts'
export { type Gate, readGates } from './queries/read-gates.ts'
export { type Gauges, readGauges } from './queries/read-gauges.ts'
export { readJob } from './queries/read-job.ts'
export { type KeyCaps, readKeyCaps } from './queries/read-key-caps.ts'
export { readLastEvent } from './queries/read-last-event.ts'
export { readManifestLines } from './queries/read-manifest-lines.ts'
export { readNames } from './queries/read-names.ts'
export { readNextStep } from './queries/read-next-step.ts'
export {
  type ModelCharges,
  type ModelPlace,
  type RenderTimes,
  readModelCharges,
  readRenderTimes,
  readUpstreamRoom,
  type UpstreamRoom,
} from './queries/read-outlook.ts'
export { type RecentEnds, readRecentEnds } from './queries/read-recent-ends.ts'
export { type RetryQuote, readRetryQuote } from './queries/read-retry-quote.ts'
export { type CommittedRow, readStandingBatch, type StandingBatch } from './queries/read-standing-batch.ts'
export { readStats, type Stats } from './queries/read-stats.ts'
export { readSubmissionStanding, type SubmissionStanding } from './queries/read-submission-standing.ts'
export { readWritability } from './queries/read-writability.ts'
export { hasRebuiltSince, isRebuildOpen } from './queries/rebuild-open.ts'
export { type Application, applyReconciliation } from './queries/reconcile/apply-reconciliation.ts'
export { createReconciliation, type NewReconciliation } from './queries/reconcile/create-reconciliation.ts'
export { listReconciliationLines, listReconciliations } from './queries/reconcile/read-reconciliations.ts'
export {
  type BilledTask,
  type BillVerdict,
  billVerdicts,
  type Reconciliation,
  type ReconciliationLine,
} from './queries/reconcile/reconciliation.ts'
export { recordSurprises, type SurpriseCount } from './queries/record-surprises.ts'
export {
  type FoundImage,
  findReferenceImages,
  keepReferenceImage,
  listReferenceImages,
  type ReferenceImage,
  readReferenceImage,
  restoreReferenceImages,
} from './queries/reference-images.ts'
export { readRescueFolderAge, seeRescueFolder } from './queries/rescue-folders.ts'
export {
  type BatchRecordSource,
  type BatchRestoration,
  type RestoredBatch,
  releaseRestoredBatches,
  restoreBatch,
  restoreOwner,
} from './queries/restore-batches.ts'
export { type JobRestoration, listKnownJobs, relinkJobs, restoreJobs } from './queries/restore-jobs.ts'
export { rollUpBatchDeltas } from './queries/roll-up-batch-deltas.ts'
export { type ClipCheck, type ClipDamage, saveClipCheck } from './queries/save-clip-check.ts'
export { saveDecisions } from './queries/save-decisions.ts'
export { saveMendedClip } from './queries/save-mended-clip.ts'
export { type BudgetOutcome, setBatchBudget } from './queries/set-batch-budget.ts'
export { setBatchState } from './queries/set-batch-state.ts'
export { type GateSettings, probeSoon, setGate } from './queries/set-gate.ts'
export { setBatchPriority, setJobPriority } from './queries/set-priority.ts'
export {
  dropUpload,
  openUpload,
  type StagedJob,
  type StagedRequest,
  stageUploadRows,
  sweepUploads,
} from './queries/stage-upload.ts'
export { addUpSixHours } from './queries/stats/add-up-six-hours.ts'
export {
  countMarkedSpans,
  countMinutesAhead,
  countQuartersAhead,
  dropOldMinutes,
} from './queries/stats/count-spans.ts'
export { type LatencyCounts, type Percentiles, percentilesOf } from './queries/stats/latency-bins.ts'
export { isFineStep, isWallStep, listSteps, type StatStep, statSteps } from './queries/stats/list-steps.ts'
export {
  type JobFigures,
  type QueueFigures,
  readJobSeries,
  readQueueSeries,
  readSpendSeries,
  type SpendFigures,
} from './queries/stats/read-series.ts'
export { foldQueueSamples, sampleQueue } from './queries/stats/sample-queue.ts'
export {
  claimStoreProbe,
  judgeStore,
  noteStoreFailure,
  noteStoreWell,
  readStoreHealth,
  type StoreHealth,
  type StoreLimits,
} from './queries/store-health.ts'
export { type CostGroup, costGroupings, sumCosts } from './queries/sum-costs.ts'
export { type PollTurnRequest, type PollTurns, takePollTurns } from './queries/take-poll-turns.ts'
export { waitsFor } from './queries/waits-for.ts'
export { type AuditEntry, writeAuditEntries } from './queries/write-audit-entries.ts'
export { readDatabaseSettings } from './read-database-settings.ts'
export { readTimeZone } from './read-time-zone.ts'
export type { Save, SaveOutcome } from './saving/save.ts'
export * as schema from './schema/index.ts'
