import { readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { OpenChaosWorld } from '../world/open-world.ts'
import { type Baseline, type Invariant, type ProcessFigures, verdictOf } from './invariant.ts'

const mib = 1024 * 1024
/** V8 gives memory back when it likes; a leak of a clip a run passes this within a few runs. */
const growthMaxBytes = 160 * mib
/** Kept connections to the upstream (64), to its links and to the store (50): idle ones are closed by their owners. */
const socketsMoreMax = 120
const settlesWithinMs = 3_000

export const i10: Invariant = {
  name: 'I10',
  promise: 'bounded',
  check: async ({ world, baseline }) => {
    const deadlineMs = performance.now() + settlesWithinMs
    for (;;) {
      const now = await measure(world)
      const leftovers = await temporaryFiles(world)
      const offenders = [...exceeded(now, baseline), ...leftovers.map((name) => `${name} was left behind`)]
      if (offenders.length > 0 && performance.now() < deadlineMs) {
        await delay(200)
        continue
      }
      return verdictOf(figuresOf(now, baseline, leftovers.length), offenders)
    }
  },
}

/** By role; of several workers the largest. */
export async function measure(world: OpenChaosWorld): Promise<Baseline> {
  const workers = await Promise.all(world.workers().map(({ pid }) => figuresOfProcess(pid)))
  return {
    api: await figuresOfProcess(world.api.process().pid ?? 0),
    worker: {
      residentBytes: Math.max(0, ...workers.map(({ residentBytes }) => residentBytes)),
      sockets: Math.max(0, ...workers.map(({ sockets }) => sockets)),
    },
  }
}

/** As Linux tells it: resident pages of 4 KiB, and open files that are sockets. */
async function figuresOfProcess(pid: number): Promise<ProcessFigures> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const folder = `/proc/${pid}/fd`
  const names = await readdir(folder).catch(() => [])
  const targets = await Promise.all(names.map((name) => readlink(join(folder, name)).catch(() => '')))
  return {
    residentBytes: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024,
    sockets: targets.filter((target) => target.startsWith('socket:')).length,
  }
}

function exceeded(now: Baseline, baseline: Baseline): string[] {
  return Object.entries(now).flatMap(([role, figures]) => {
    const before = baseline[role]
    if (before === undefined) return []
    if (figures.residentBytes === 0) return [`no ${role} is left to be measured`]
    const grownMiB = Math.round((figures.residentBytes - before.residentBytes) / mib)
    const more = figures.sockets - before.sockets
    return [
      ...(grownMiB * mib > growthMaxBytes ? [`the ${role} has grown by ${grownMiB} MiB`] : []),
      ...(more > socketsMoreMax ? [`the ${role} holds ${more} sockets more than at rest`] : []),
    ]
  })
}

/** What is written on the way and must be gone when nothing is under way. */
async function temporaryFiles({ dataDir }: OpenChaosWorld): Promise<string[]> {
  const ofStore = await readdir(join(dataDir, 's3', '.meta', 'temporary')).catch(() => [])
  return ofStore.map((name) => `s3/.meta/temporary/${name}`)
}

function figuresOf(now: Baseline, baseline: Baseline, leftovers: number): Record<string, number> {
  const figures: Record<string, number> = { temporaryFiles: leftovers }
  for (const [role, { residentBytes, sockets }] of Object.entries(now)) {
    figures[`${role}MiB`] = Math.round(residentBytes / mib)
    figures[`${role}BaselineMiB`] = Math.round((baseline[role]?.residentBytes ?? 0) / mib)
    figures[`${role}Sockets`] = sockets
  }
  return figures
}
