import { mkdir, readdir, statfs } from 'node:fs/promises'
import type { Rescue, StoreProbe } from '@reelkeep/archive'
import { type Check, type CheckFinding, judgeDisk, judgeKey, judgeNode, judgeSkew } from '@reelkeep/core'
import { type Database, databaseNow, type LiveTasks, listLiveTasks, listWorkers } from '@reelkeep/db'
import { environmentName } from '@reelkeep/upstreams'
import type { ConfiguredUpstream } from './configured-upstream.ts'
import type { Spool } from './spool.ts'

/** What a worker looks at. */
export type DoctorParts = {
  readonly db: Database
  readonly probe: StoreProbe
  readonly upstreams: ReadonlyMap<string, ConfiguredUpstream>
  readonly spool: Pick<Spool, 'left'>
  readonly rescue: Pick<Rescue, 'usage'>
  /** Where the spool and the rescue folder lie. */
  readonly dataDirectory: string
  /** The clock of this machine as requests are signed by it, uncorrected. */
  readonly machineClock: { now(): Date }
}

export function workerChecks(parts: DoctorParts): Check[] {
  return [
    {
      name: 'worker node',
      look: async () => judgeNode(process.version),
      fix: 'Use Node 24 or newer.',
    },
    {
      name: 'worker clock',
      look: () => compareClocks(parts),
      fix: 'See that Postgres can be reached from the worker.',
    },
    ...bucketChecks(parts),
    ...keyChecks(parts),
    {
      name: 'worker tasks per key',
      look: () => countTasks(parts),
      fix: 'See that Postgres can be reached from the worker.',
    },
    ...diskChecks(parts),
  ]
}

async function compareClocks({ db, machineClock }: DoctorParts): Promise<CheckFinding> {
  const before = machineClock.now().getTime()
  const there = await databaseNow(db)
  const here = (before + machineClock.now().getTime()) / 2
  return judgeSkew(there.getTime() - here, 'the database’s clock', 'this worker’s')
}

const bucketFix =
  'See that S3_ENDPOINT, S3_BUCKET and the key are right, that the bucket is there, and that the key may get and put objects.'

function bucketChecks({ probe, machineClock }: DoctorParts): Check[] {
  const written = Promise.withResolvers<string>()
  // Nobody may be waiting for it.
  written.promise.catch(() => undefined)
  return [
    {
      name: 'worker bucket',
      look: async (signal) => {
        try {
          const { key, keepsTheFirst } = await probe.writeAndRead(signal)
          written.resolve(key)
          if (keepsTheFirst)
            return { outcome: 'ok', message: 'writes, reads, and keeps the first of two writes' }
          return {
            outcome: 'failed',
            message: 'it ignores If-None-Match: a second write replaces the first',
            fix: 'Use a store that honours conditional writes (S3, MinIO, Ceph, R2): without them a clip could be written over.',
          }
        } catch (error) {
          written.reject(error)
          throw error
        }
      },
      fix: bucketFix,
    },
    {
      name: 'worker bucket delete',
      look: async (signal) => {
        const key = await written.promise.catch(() => null)
        if (key === null)
          return { outcome: 'skipped', message: 'nothing could be written that could be deleted' }
        if (await probe.remove(key, signal))
          return { outcome: 'ok', message: 'the object of this check is deleted again' }
        return {
          outcome: 'ok',
          message:
            'our key may not delete, which nothing needs; the object of this check stays under .reelkeep/probe/',
        }
      },
      fix: bucketFix,
    },
    {
      name: 'worker store clock',
      look: async (signal) => {
        const there = await probe.storeTime(signal)
        if (there === null) return { outcome: 'skipped', message: 'the store does not say its time' }
        // Its date has whole seconds: half of one is taken as passed.
        return judgeSkew(
          there.getTime() + 500 - machineClock.now().getTime(),
          'the store’s clock',
          'this worker’s',
        )
      },
      fix: bucketFix,
    },
  ]
}

function keyChecks({ upstreams }: DoctorParts): Check[] {
  const all = [...upstreams.values()]
  const withKeys = all.filter(({ settings }) => settings.credentials.length > 0)
  const checks = withKeys.flatMap(({ settings, port }) =>
    settings.credentials.map((credential, index): Check => {
      const { name } = settings.rules
      const isCurrent = settings.configured && index === 0
      return {
        name: isCurrent ? `worker upstream ${name}` : `worker upstream ${name}, previous key ${index}`,
        look: async (signal) =>
          judgeKey(
            await port.checkKey(credential.id, { signal }),
            `${environmentName(name)}_API_KEY`,
            isCurrent,
          ),
        fix: 'Check the base URL and the proxy settings.',
      }
    }),
  )
  const hasKey = all.some(({ settings }) => settings.configured)
  const [first] = all
  const variable = first === undefined ? 'NAME_API_KEY' : `${environmentName(first.rules.name)}_API_KEY`
  const finding: CheckFinding = hasKey
    ? {
        outcome: 'ok',
        message: `${all.filter(({ settings }) => settings.configured).length} of ${all.length} have a key`,
      }
    : {
        outcome: 'failed',
        message: 'no upstream has a key: nothing can be sent',
        fix: `Set ${variable} and start again.`,
      }
  return [{ name: 'worker upstream keys', look: async () => finding, fix: `Set ${variable}.` }, ...checks]
}

async function countTasks({ db, upstreams }: DoctorParts): Promise<CheckFinding> {
  const tasks = await listLiveTasks(db)
  if (tasks.length === 0) return { outcome: 'ok', message: 'no task is under way' }
  const judged = tasks.map((one) => ({ ...one, whose: whoseKey(one, upstreams) }))
  const message = judged.map(({ upstream, count, whose }) => `${upstream}: ${count} of ${whose}`).join(', ')
  const lost = judged.filter(({ whose }) => whose === 'a key that is not configured')
  if (lost.length === 0) {
    const isOld = judged.some(({ whose }) => whose === 'a previous key')
    return {
      outcome: isOld ? 'warning' : 'ok',
      message,
      ...(isOld && { fix: 'Keep the previous key in NAME_API_KEY_PREVIOUS until its tasks have ended.' }),
    }
  }
  const names = [...new Set(lost.map(({ upstream }) => `${environmentName(upstream)}_API_KEY_PREVIOUS`))]
  return {
    outcome: 'failed',
    message,
    fix: `Put the key that made them into ${names.join(', ')}: without it they cannot be asked about.`,
  }
}

function whoseKey(
  { upstream, credentialId }: LiveTasks,
  upstreams: DoctorParts['upstreams'],
): 'the current key' | 'a previous key' | 'a key that is not configured' | 'an unrecorded key' {
  if (credentialId === null) return 'an unrecorded key'
  const settings = upstreams.get(upstream)?.settings
  const place = settings?.credentials.findIndex(({ id }) => id === credentialId) ?? -1
  if (place < 0) return 'a key that is not configured'
  return place === 0 && settings?.configured ? 'the current key' : 'a previous key'
}

function diskChecks({ db, dataDirectory, spool, rescue }: DoctorParts): Check[] {
  const fix = 'See that REELKEEP_DATA_DIR is a folder that the worker may write to.'
  return [
    {
      name: 'worker disk',
      look: async () => {
        await mkdir(dataDirectory, { recursive: true, mode: 0o700 })
        await readdir(dataDirectory)
        const { bavail, blocks, bsize } = await statfs(dataDirectory)
        return judgeDisk(bavail * bsize, blocks * bsize)
      },
      fix,
    },
    {
      name: 'worker spool',
      look: async () => {
        const living = new Set((await listWorkers(db)).map(({ workerId }) => workerId))
        const left = (await spool.left())
          .filter(({ workerId }) => !living.has(workerId))
          .reduce((sum, { acceptances }) => sum + acceptances.length, 0)
        if (left === 0) return { outcome: 'ok', message: 'no accepted task of a dead worker lies there' }
        return {
          outcome: 'warning',
          message: `${left} accepted tasks of workers that are gone lie there, what the database has already among them`,
          fix: 'They are read by the sweep and when a worker starts; if the number stays, see the worker’s log.',
        }
      },
      fix,
    },
    {
      name: 'worker rescue',
      look: async () => {
        const { clips, bytes } = await rescue.usage()
        if (clips === 0) return { outcome: 'ok', message: 'no clip waits on this disk' }
        return {
          outcome: 'warning',
          message: `${clips} clips (${Math.ceil(bytes / 1024 ** 2)} MiB) wait on this disk for the store`,
          fix: 'Make the store writable; keep this disk until then.',
        }
      },
      fix,
    },
  ]
}
