import type {
  Adoption,
  Batch,
  BatchPreview,
  BulkPreview,
  ChangedUpstream,
  CreateBatchResponses,
  CreatedKey,
  Explanation,
  Job,
  Key,
  ListBatchesResponse,
  ListExchangesResponse,
  ListFailuresResponse,
  ListJobEventsResponse,
  ListJobsResponse,
  ListUploadsResponse,
  ListUpstreamsResponse,
  Operation,
  ResolvedJob,
  RetryReason,
  RevokedKey,
  Upload,
  Upstream,
} from './contract.gen.ts'

export type {
  Adoption,
  Batch,
  BatchPreview,
  BulkPreview,
  ChangedUpstream,
  CreatedKey,
  Explanation,
  Job,
  Key,
  Operation,
  ResolvedJob,
  RetryReason,
  RevokedKey,
  Upload,
  Upstream,
}
export type BatchCreation = CreateBatchResponses[202]
export type Counts = Batch['counts']
export type BatchList = ListBatchesResponse
export type FailureList = ListFailuresResponse
export type JobList = ListJobsResponse
export type EventList = ListJobEventsResponse
export type HistoryEvent = ListJobEventsResponse['data'][number]
export type ExchangeList = ListExchangesResponse
export type Exchange = ListExchangesResponse['data'][number]
export type UploadList = ListUploadsResponse
export type UpstreamList = ListUpstreamsResponse
export type Model = Upstream['models'][number]
export type Limit = Upstream['limits']['max_in_flight']
export type Surprise = Exchange['surprises'][number]
