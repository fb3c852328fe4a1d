import { isRecord } from '@reelkeep/core'
import type { HeldJob, WorkerRow } from '@reelkeep/db'
import { z } from 'zod'
import { momentSchema } from '../schemas/values.ts'

const lanes = ['submit', 'poll', 'archive'] as const

export const workerSchema = z
  .object({
    id: z.string(),
    object: z.literal('worker'),
    host: z.string().nullable().describe('null, as is pid: not for a key without operate'),
    pid: z.number().int().nullable(),
    version: z.string().nullable().describe('of Reelkeep; null: it did not say'),
    node: z.string(),
    state: z.enum(['running', 'draining']).describe('draining: it is going down and takes nothing more'),
    alive: z.boolean(),
    silent_since: momentSchema.nullable().describe('its last beat, when that is too long ago; null: alive'),
    started_at: momentSchema,
    beat_at: momentSchema,
    in_hand: z.number().int().nullable().describe('steps it is in the middle of; null: as host'),
    lanes: z
      .array(
        z.object({
          step: z.enum(lanes),
          in_hand: z.number().int().nullable(),
          job_ids: z.array(z.string()).describe('of the caller’s own, the first few'),
        }),
      )
      .describe('empty: it did not say'),
  })
  .meta({ id: 'Worker' })

/** A worker says every 5 s that it is alive. */
export const aliveWithinMs = 30_000

/** What other owners' jobs make of it is told only to who steers (`seesAll`). */
export function presentWorker(
  worker: WorkerRow,
  {
    held,
    now,
    seesAll,
  }: { readonly held: readonly HeldJob[]; readonly now: Date; readonly seesAll: boolean },
): z.infer<typeof workerSchema> {
  const { workerId, detail = {} } = worker
  const alive = now.getTime() - worker.beatAt.getTime() < aliveWithinMs
  const told = isRecord(detail.lanes) ? detail.lanes : {}
  return {
    id: workerId,
    object: 'worker',
    host: seesAll ? worker.host : null,
    pid: seesAll ? worker.pid : null,
    version: typeof detail.reelkeep === 'string' ? detail.reelkeep : null,
    node: worker.version,
    state: worker.state,
    alive,
    silent_since: alive ? null : worker.beatAt.toISOString(),
    started_at: worker.startedAt.toISOString(),
    beat_at: worker.beatAt.toISOString(),
    in_hand: seesAll ? worker.inHand : null,
    lanes: lanes.flatMap((step) => {
      const lane = told[step]
      if (!isRecord(lane)) return []
      const jobs = held.filter((job) => job.workerId === workerId && job.step === step)
      const count = typeof lane.count === 'number' ? lane.count : 0
      return [{ step, in_hand: seesAll ? count : null, job_ids: jobs.map(({ jobId }) => jobId) }]
    }),
  }
}
