import type {
  Batch,
  Job,
  ListJobEventsResponse,
  ReadStatsResponse,
  ShowSessionResponse,
  SumCostsResponse,
} from './gen/types.gen.ts'

export type {
  Attention,
  AuditEntry,
  BulkPreview,
  FailureGroup,
  FailureGroupShown,
  JobAtRisk,
  Key,
  Operation,
  OperationResult,
  Percentiles,
  StatsSeries,
  Upstream,
  Worker,
} from './gen/types.gen.ts'
export type Stats = ReadStatsResponse
export type { Batch, Job }
export type CostRow = SumCostsResponse['data'][number]
export type Burn = SumCostsResponse['burn'][number]
export type HistoryEvent = ListJobEventsResponse['data'][number]
export type Counts = Batch['counts']
export type JobState = Job['state']
export type Session = ShowSessionResponse
export type Scope = Session['scopes'][number]

/** In the order of a job's life. The record makes a state that is missing here an error of the build. */
const places: Readonly<Record<JobState, number>> = {
  queued: 1,
  submitting: 2,
  unconfirmed: 3,
  rendering: 4,
  archiving: 5,
  archived: 6,
  failed: 7,
  canceled: 8,
}

export const jobStates: readonly JobState[] = (Object.keys(places) as JobState[]).sort(
  (a, b) => places[a] - places[b],
)
