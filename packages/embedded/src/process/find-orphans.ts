// Finds servers that an earlier life of this data dir left running. A process is ours only if its working folder IS
// the server's own folder and it bears the server's name: pid files lie after a reboot, working folders do not.
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { pollUntil } from './wait.ts'

export type Orphans = { readonly directory: string; readonly names: readonly string[] }

export function findOrphans({ directory, names }: Orphans): number[] {
  if (process.platform !== 'linux') return []
  const home = realpathSync(directory)
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => pid !== process.pid && workingFolder(pid) === home && names.includes(processName(pid)))
}

/** Sends each signal in turn to whatever is left, and waits. Throws when something outlives them all. */
export async function stopOrphans(
  orphans: Orphans,
  steps: readonly { signal: NodeJS.Signals; deadlineMs: number }[],
): Promise<number> {
  const found = findOrphans(orphans)
  if (found.length === 0) return 0
  for (const { signal, deadlineMs } of steps) {
    for (const pid of findOrphans(orphans)) signalIfAlive(pid, signal)
    if (await pollUntil(() => findOrphans(orphans).length === 0, { deadlineMs })) return found.length
  }
  throw new Error(
    `process ${findOrphans(orphans).join(', ')} still uses ${orphans.directory} and does not stop: end it by hand`,
  )
}

function signalIfAlive(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

function workingFolder(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    // Gone meanwhile, or another user's process: not ours either way.
    return null
  }
}

function processName(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    return ''
  }
}
