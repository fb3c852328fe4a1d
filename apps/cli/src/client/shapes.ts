/** The fields of the api's replies that the commands read; the whole contract is openapi.json. */
export type Counts = {
  readonly total: number
  readonly queued: number
  readonly submitting: number
  readonly unconfirmed: number
  readonly rendering: number
  readonly archiving: number
  readonly archived: number
  readonly failed: number
  readonly canceled: number
}

export type Cost = {
  readonly quoted_ticks: string | null
  readonly charged_ticks: string | null
  readonly contingent_ticks: string | null
}

export type Batch = {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly counts: Counts
  readonly created: number
  readonly unchanged: number
  readonly retried: number
  readonly absent: number
  readonly skipped: readonly { readonly row: number }[]
  readonly cost: Cost
  readonly budget_ticks: string | null
  readonly needs_attention: readonly {
    readonly reason: string
    readonly count: number
    readonly ticks: string | null
    readonly action: string
  }[]
  readonly created_at: string
}

export type Job = {
  readonly id: string
  readonly state: string
  readonly reason: string | null
  readonly waiting_for: string | null
  readonly overdue: boolean
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
  readonly cost: Cost & { readonly source: string }
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
  readonly from_state: string | null
  readonly to_state: string | null
  readonly detail: { readonly [name: string]: unknown }
}

export type List<Item> = {
  readonly data: readonly Item[]
  readonly has_more: boolean
  readonly next_cursor: string | null
}
