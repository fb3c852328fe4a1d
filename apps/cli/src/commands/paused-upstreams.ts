import type { Client } from '../client/client.ts'
import type { Batch, UpstreamList } from '../client/shapes.ts'

/**
 * The paused upstreams for which all that is left of a batch waits; empty: something may still move by itself. Asks
 * only when nothing of the batch is on its way, so a watch seldom does.
 */
export async function pausedUpstreams(client: Client, batch: Batch): Promise<readonly string[]> {
  const { queued, submitting, rendering, archiving } = batch.counts
  if (batch.state !== 'running' || queued === 0 || submitting + rendering + archiving > 0) return []
  const { data } = await client.get<UpstreamList>('/v1/upstreams')
  const names = data.filter(({ gate }) => gate.paused).map(({ name }) => name)
  if (names.length === 0) return []
  const waiting = await client.get<{ count: number; capped: boolean }>('/v1/jobs/count', {
    batch: batch.id,
    state: 'queued',
    upstream: names.join(','),
  })
  return waiting.capped || waiting.count === queued ? names : []
}
