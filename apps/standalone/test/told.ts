import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitUntil } from '@reelkeep/testing'
import { expect } from 'vitest'
import type { RecordWorld } from './record-world.ts'

/** Nothing moves by itself any more. */
export function settled(world: RecordWorld): Promise<true> {
  return waitUntil(
    async () => {
      const [row] = await world.db.sql<{ moving: number }[]>`
        select count(*)::int as moving from jobs where state in ('queued', 'submitting', 'rendering', 'archiving')`
      return row?.moving === 0 ? true : null
    },
    { timeoutMs: 60_000, what: 'every job to settle' },
  )
}

/** All that a person can be told about it, in each shape. */
export async function told(world: RecordWorld, batchId: string) {
  const out = join(tmpdir(), `export-${process.pid}.csv`)
  const written = await world.reelkeep('export', batchId, '--out', out)
  expect(written).toMatchObject({ code: 0 })
  const jsonl = await world.reelkeep('export', batchId, '--format', 'jsonl')
  const answer = (path: string) => world.ask(path)
  const { data: jobs } = await answer('/v1/jobs?limit=200')
  const histories = await Promise.all(
    jobs.map(async ({ id }: { id: string }) => [id, (await answer(`/v1/jobs/${id}/events`)).data]),
  )
  return {
    csv: await readFile(out, 'utf8'),
    jsonl: jsonl.out,
    batch: await answer(`/v1/batches/${batchId}`),
    jobs,
    histories,
    costs: await answer('/v1/costs?by=batch'),
    // The time that it looks back over ends now, so that it is another one each time.
    failures: (await answer('/v1/failures')).data,
    found: (await answer('/v1/jobs?q=tower')).data.length,
  }
}
