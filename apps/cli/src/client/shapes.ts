import type {
  Batch,
  BatchPreview,
  Job,
  ListBatchesResponse,
  ListJobEventsResponse,
  ListJobsResponse,
} from './contract.gen.ts'

export type { Batch, BatchPreview, Job }
export type Counts = Batch['counts']
export type BatchList = ListBatchesResponse
export type JobList = ListJobsResponse
export type EventList = ListJobEventsResponse
export type HistoryEvent = ListJobEventsResponse['data'][number]
