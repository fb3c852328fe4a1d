import { readdirSync, readFileSync } from 'node:fs'

/** Clock ticks a second in /proc/PID/stat; Linux has it at 100 everywhere we run. */
const ticksPerSecond = 100

/** Processor milliseconds so far of these processes and all their children, living and reaped. */
export function cpuMs(pids: readonly number[]): number {
  const all = processes()
  const wanted = new Set(pids)
  for (let grew = true; grew; ) {
    grew = false
    for (const process of all) {
      if (wanted.has(process.parent) && !wanted.has(process.pid)) {
        wanted.add(process.pid)
        grew = true
      }
    }
  }
  return all
    .filter((process) => wanted.has(process.pid))
    .reduce((sum, process) => sum + (process.ticks * 1000) / ticksPerSecond, 0)
}

/** Resident memory of these processes in MiB. */
export function memoryMib(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const status = read(`/proc/${pid}/status`)
    return sum + Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
  }, 0)
}

type Process = { readonly pid: number; readonly parent: number; readonly ticks: number }

function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = read(`/proc/${name}/stat`)
      // The name in brackets may hold spaces; the fields count from after it.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (fields.length < 15) return []
      const [own, system, childOwn, childSystem] = [11, 12, 13, 14].map((index) => Number(fields[index] ?? 0))
      const ticks = (own ?? 0) + (system ?? 0) + (childOwn ?? 0) + (childSystem ?? 0)
      return [{ pid: Number(name), parent: Number(fields[1]), ticks }]
    })
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // The process ended between the listing and this line.
    return ''
  }
}
