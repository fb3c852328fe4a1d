import type { JobId, Surprise } from '@reelkeep/core'
import { type Database, recordSurprises, type SurpriseCount } from '@reelkeep/db'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'

/** What vendors say that no dialect knows: said once in the log, counted always, kept in the database by upkeep. */
export type Surprises = {
  record(seen: {
    readonly upstream: string
    readonly jobId: JobId
    readonly surprises: readonly Surprise[]
  }): void
  /** Keeps what was counted since the last call; what could not be kept is tried again with the next. */
  flush(db: Database): Promise<void>
}

/** A vendor with a new name in every reply must not fill the memory: past this, new names are counted as a metric only. */
const namesMax = 1_000

export function createSurprises(metrics: Metrics, log: Log): Surprises {
  const told = new Set<string>()
  let unkept = new Map<string, SurpriseCount>()

  function add(surprise: SurpriseCount): void {
    const key = `${surprise.upstream} ${surprise.kind} ${surprise.name}`
    const counted = unkept.get(key)
    if (counted === undefined && unkept.size >= namesMax) return
    // The first job stays: it is the one whose replies a person will look at.
    unkept.set(key, counted ? { ...counted, count: counted.count + surprise.count } : surprise)
    if (told.has(key) || told.size >= namesMax) return
    told.add(key)
    const { upstream, kind, name, jobId } = surprise
    log.warn({ upstream, kind, name, job_id: jobId }, 'the upstream said what its dialect does not know')
  }

  return {
    record: ({ upstream, jobId, surprises }) => {
      for (const { kind, name } of surprises) {
        metrics.surprised(upstream, kind)
        add({ upstream, kind, name, count: 1, jobId })
      }
    },
    flush: async (db) => {
      if (unkept.size === 0) return
      const taken = unkept
      unkept = new Map()
      try {
        await recordSurprises(db, [...taken.values()])
      } catch (error) {
        const since = unkept
        unkept = taken
        for (const surprise of since.values()) add(surprise)
        throw error
      }
    },
  }
}
