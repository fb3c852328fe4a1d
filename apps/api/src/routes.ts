import type { ActivityFeed } from './activity-feed.ts'
import { registerAdopt } from './adopt/register-adopt.ts'
import { registerBatchCreation } from './batches/register-batch-creation.ts'
import type { App, AppDeps } from './deps.ts'
import type { KeyDesk } from './keys/open-keys.ts'
import type { Metrics } from './metrics.ts'
import { registerListAudit } from './routes/audit/list.ts'
import { registerCancelBatch } from './routes/batches/cancel.ts'
import { registerChangeBatch } from './routes/batches/change.ts'
import { registerExportBatch } from './routes/batches/export.ts'
import { registerListBatches } from './routes/batches/list.ts'
import { registerPauseBatch } from './routes/batches/pause.ts'
import { registerRedoBatch } from './routes/batches/redo.ts'
import { registerResumeBatch } from './routes/batches/resume.ts'
import { registerRetryBatch } from './routes/batches/retry.ts'
import { registerShowBatch } from './routes/batches/show.ts'
import { registerBulk } from './routes/bulk/act.ts'
import { registerExport } from './routes/exports/export.ts'
import { registerListFailures } from './routes/failures/list.ts'
import { registerMarkFailures } from './routes/failures/mark.ts'
import { registerShowFailure } from './routes/failures/show.ts'
import { registerAlive } from './routes/health/alive.ts'
import { registerMetrics } from './routes/health/metrics.ts'
import { registerReady } from './routes/health/ready.ts'
import { registerCancelJob } from './routes/jobs/cancel.ts'
import { registerChangeJob } from './routes/jobs/change.ts'
import { registerCountJobs } from './routes/jobs/count.ts'
import { registerCreateJob } from './routes/jobs/create.ts'
import { registerListJobEvents } from './routes/jobs/events.ts'
import { registerListExchanges } from './routes/jobs/exchanges.ts'
import { registerExplainJob } from './routes/jobs/explanation.ts'
import { registerHurryJob } from './routes/jobs/hurry.ts'
import { registerListJobLedger } from './routes/jobs/ledger.ts'
import { registerListJobs } from './routes/jobs/list.ts'
import { registerMarkJob } from './routes/jobs/mark.ts'
import { registerListNeighbours } from './routes/jobs/neighbours.ts'
import { registerPauseJob } from './routes/jobs/pause.ts'
import { registerRearchiveJob } from './routes/jobs/rearchive.ts'
import { registerResolveJob } from './routes/jobs/resolve.ts'
import { registerResumeJob } from './routes/jobs/resume.ts'
import { registerRetryJob } from './routes/jobs/retry.ts'
import { registerListRowJobs } from './routes/jobs/row.ts'
import { registerShareJob } from './routes/jobs/share.ts'
import { registerShowJob } from './routes/jobs/show.ts'
import { registerListSubmissions } from './routes/jobs/submissions.ts'
import { registerShowVideo } from './routes/jobs/video.ts'
import { registerChangeKey } from './routes/keys/change.ts'
import { registerCreateKey } from './routes/keys/create.ts'
import { registerListKeys } from './routes/keys/list.ts'
import { registerRevokeKey } from './routes/keys/revoke.ts'
import { registerShowKey } from './routes/keys/show.ts'
import { registerCancelOperation } from './routes/operations/cancel.ts'
import { registerDoctor } from './routes/operations/doctor.ts'
import { registerListOperations } from './routes/operations/list.ts'
import { registerRebuild } from './routes/operations/rebuild.ts'
import { registerListOperationResults } from './routes/operations/results.ts'
import { registerScrub } from './routes/operations/scrub.ts'
import { registerShowOperation } from './routes/operations/show.ts'
import { registerContract } from './routes/pages/contract.ts'
import { registerDashboard } from './routes/pages/dashboard.ts'
import { registerApplyReconciliation } from './routes/reconciliations/apply.ts'
import { registerReconcile } from './routes/reconciliations/create.ts'
import { registerReadReconciliations } from './routes/reconciliations/read.ts'
import { registerListAtRisk } from './routes/reports/at-risk.ts'
import { registerListAttention } from './routes/reports/attention.ts'
import { registerSumCosts } from './routes/reports/costs.ts'
import { registerReadSeries } from './routes/reports/series.ts'
import { registerReadStats } from './routes/reports/stats.ts'
import { registerCreateSession } from './routes/session/create.ts'
import { registerEndSession } from './routes/session/end.ts'
import { registerShowSession } from './routes/session/show.ts'
import { registerShowShared } from './routes/shared/show.ts'
import { registerOpenStream } from './routes/stream/open.ts'
import { registerCreateUpload } from './routes/uploads/create.ts'
import { registerCreateImageMap } from './routes/uploads/create-map.ts'
import { registerDeleteUpload } from './routes/uploads/delete.ts'
import { registerListUploads } from './routes/uploads/list.ts'
import { registerShowUpload } from './routes/uploads/show.ts'
import { registerChangeUpstream } from './routes/upstreams/change.ts'
import { registerListUpstreams } from './routes/upstreams/list.ts'
import { registerListWorkers } from './routes/workers/list.ts'

/** Every address the api answers, by noun. */
export async function registerRoutes(
  app: App,
  deps: AppDeps,
  { feed, metrics, desk }: { readonly feed: ActivityFeed; readonly metrics: Metrics; readonly desk: KeyDesk },
): Promise<void> {
  registerCreateJob(app, deps)
  registerListJobs(app, deps)
  registerCountJobs(app, deps)
  registerShowJob(app, deps)
  registerListJobEvents(app, deps)
  registerListExchanges(app, deps)
  registerListSubmissions(app, deps)
  registerListJobLedger(app, deps)
  registerListRowJobs(app, deps)
  registerListNeighbours(app, deps)
  registerShowVideo(app, deps)
  registerShareJob(app, deps)
  registerShowShared(app, deps, desk.book)
  registerExplainJob(app, deps)
  registerCancelJob(app, deps)
  registerRetryJob(app, deps)
  registerRearchiveJob(app, deps)
  registerAdopt(app, deps)
  registerHurryJob(app, deps)
  registerPauseJob(app, deps)
  registerResumeJob(app, deps)
  registerChangeJob(app, deps)
  registerMarkJob(app, deps)
  registerResolveJob(app, deps)

  registerBatchCreation(app, deps)
  registerListBatches(app, deps)
  registerShowBatch(app, deps)
  registerChangeBatch(app, deps)
  registerExportBatch(app, deps)
  registerRedoBatch(app, deps)
  registerPauseBatch(app, deps)
  registerResumeBatch(app, deps)
  registerCancelBatch(app, deps)
  registerRetryBatch(app, deps)

  registerCreateUpload(app, deps)
  registerListUploads(app, deps)
  registerShowUpload(app, deps)
  registerDeleteUpload(app, deps)
  registerCreateImageMap(app, deps)

  registerRebuild(app, deps)
  registerScrub(app, deps)
  registerDoctor(app, deps)
  registerListOperations(app, deps)
  registerShowOperation(app, deps)
  registerBulk(app, deps)
  registerCancelOperation(app, deps)
  registerListOperationResults(app, deps)

  registerListFailures(app, deps)
  registerShowFailure(app, deps)
  registerMarkFailures(app, deps)
  registerExport(app, deps)
  registerSumCosts(app, deps)
  registerReconcile(app, deps)
  registerReadReconciliations(app, deps)
  registerApplyReconciliation(app, deps)
  registerReadStats(app, deps)
  registerReadSeries(app, deps)
  registerListAtRisk(app, deps)
  registerListAttention(app, deps)
  registerOpenStream(app, feed)

  registerListWorkers(app, deps)
  registerListAudit(app, deps)

  registerListUpstreams(app, deps)
  registerChangeUpstream(app, deps)

  registerCreateKey(app, deps)
  registerListKeys(app, deps)
  registerShowKey(app, deps)
  registerChangeKey(app, deps, desk.book)
  registerRevokeKey(app, deps, desk.book)

  registerCreateSession(app, deps, desk)
  registerShowSession(app)
  registerEndSession(app, deps)

  registerAlive(app)
  registerReady(app, deps)
  registerMetrics(app, metrics)
  registerContract(app)
  await registerDashboard(app, deps)
}
