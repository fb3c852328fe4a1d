import { readdirSync, readFileSync } from 'node:fs'

/** The processes whose environment, command line or working folder names this data dir: everything that belongs to it. */
export function processesOf(dataDir: string): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .map((entry) => ({
      pid: Number(entry),
      command: read(entry, 'cmdline'),
      environment: read(entry, 'environ'),
    }))
    .filter(({ command, environment }) => command.includes(dataDir) || environment.includes(dataDir))
    .map(({ pid, command }) => ({ pid, command }))
}

function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').replaceAll('\0', ' ')
  } catch {
    // Ended between the listing and the look.
    return ''
  }
}
