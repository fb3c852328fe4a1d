/** The fields of the api's replies that this page reads; openapi.json is the whole contract. */
export const jobStates = [
  'queued',
  'submitting',
  'unconfirmed',
  'rendering',
  'archiving',
  'archived',
  'failed',
  'canceled',
] as const
export type JobState = (typeof jobStates)[number]

export type Counts = { readonly total: number } & { readonly [State in JobState]: number }

export type Batch = {
  readonly id: string
  readonly name: string
  readonly state: 'running' | 'paused' | 'canceled' | 'finished'
  readonly counts: Counts
  readonly cost: {
    readonly quoted_ticks: string | null
    readonly charged_ticks: string | null
    readonly contingent_ticks: string | null
  }
  readonly needs_attention: readonly {
    readonly reason: string
    readonly count: number
    readonly action: string
  }[]
  readonly created_at: string
}

export type Job = {
  readonly id: string
  readonly state: JobState
  readonly reason: string | null
  readonly waiting_for: string | null
  readonly overdue: boolean
  readonly simulated: boolean
  readonly mismatch: readonly { readonly field: string; readonly asked: string; readonly got: string }[]
  readonly batch_id: string | null
  readonly row: number | null
  readonly custom_id: string | null
  readonly upstream: string
  readonly model: string
  readonly prompt: string
  readonly params: {
    readonly duration: number | null
    readonly aspect_ratio: string | null
    readonly resolution: string | null
  }
  readonly task_id: string | null
  readonly submissions: number
  readonly polls: number
  readonly cost: {
    readonly quoted_ticks: string | null
    readonly charged_ticks: string | null
    readonly contingent_ticks: string | null
    readonly source: string
  }
  readonly failure: {
    readonly message: string
    readonly upstream_status: string | null
    readonly charged: boolean | null
  } | null
  readonly clip: {
    readonly key: string
    readonly bytes: number
    readonly sha256: string
    readonly duration_ms: number
    readonly width: number
    readonly height: number
  } | null
  readonly due_at: string | null
  readonly created_at: string
  readonly finished_at: string | null
}

export type HistoryEvent = {
  readonly seq: number
  readonly at: string
  readonly kind: string
  readonly to_state: string | null
  readonly detail: { readonly [name: string]: unknown }
}

export type Page<Item> = {
  readonly data: readonly Item[]
  readonly has_more: boolean
  readonly next_cursor: string | null
}
