import { setTimeout as delay } from 'node:timers/promises'
import type { Api, BatchReply } from './api.ts'
import { openProgress } from './progress.ts'

const askEveryMs = 400

/** Follows a batch until nothing moves by itself any more, or until a person has had enough. */
export async function followBatch(api: Api, id: string, asked: AbortSignal): Promise<BatchReply> {
  const progress = openProgress(process.stdout)
  try {
    for (;;) {
      const batch = await api.get<BatchReply>(`/v1/batches/${id}`)
      progress.show(batch.counts, performance.now())
      const { archived, failed, canceled, unconfirmed, total } = batch.counts
      if (archived + failed + canceled + unconfirmed >= total || asked.aborted) return batch
      await delay(askEveryMs, undefined, { signal: asked }).catch(() => undefined)
    }
  } finally {
    progress.end()
  }
}
