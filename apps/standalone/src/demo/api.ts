/** The fields of the api's replies that the demo reads. */
export type BatchReply = {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly counts: {
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
  readonly created: number
  readonly unchanged: number
  readonly absent: number
  readonly cost: { readonly charged_ticks: string | null; readonly quoted_ticks: string | null }
}

export type JobReply = {
  readonly id: string
  readonly batch_id: string | null
  readonly upstream: string
  readonly state: string
  readonly task_id: string | null
  readonly polls: number
  readonly clip: { readonly sha256: string; readonly bytes: number; readonly key: string } | null
}

export type Api = {
  get<Reply>(path: string): Promise<Reply>
  send<Reply>(path: string, body: string, contentType: string): Promise<Reply>
}

const answerTimeoutMs = 60_000

/** The same HTTP a stranger's script would use. */
export function openApi(url: string, key: string): Api {
  const call = async <Reply>(path: string, init: RequestInit): Promise<Reply> => {
    const headers = { ...init.headers, authorization: `Bearer ${key}` }
    const reply = await fetch(new URL(path, url), {
      ...init,
      headers,
      signal: AbortSignal.timeout(answerTimeoutMs),
    })
    const text = await reply.text()
    if (!reply.ok)
      throw new Error(
        `${init.method ?? 'GET'} ${path.split('?')[0]} was answered ${reply.status}: ${text.slice(0, 1000)}`,
      )
    return JSON.parse(text) as Reply
  }
  return {
    get: (path) => call(path, {}),
    send: (path, body, contentType) =>
      call(path, { method: 'POST', body, headers: { 'content-type': contentType } }),
  }
}
