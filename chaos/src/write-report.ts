import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'

const begin = '<!-- chaos report: written by `npm run chaos -- --report` -->'
const end = '<!-- /chaos report -->'

/** Replaces what stands between the markers of a page: when, on what, from which commit, by which command, and what came out. */
export function writeReport(file: string, args: readonly string[], tables: string): void {
  const page = readFileSync(file, 'utf8')
  const from = page.indexOf(begin)
  const to = page.indexOf(end)
  if (from < 0 || to < from) throw new Error(`${file} has no "${begin}" with "${end}" behind it`)
  const text = `${begin}\n\n${headOf(args)}\n\n${tables}\n\n`
  writeFileSync(file, page.slice(0, from) + text + page.slice(to))
}

function headOf(args: readonly string[]): string {
  const date = new Date().toISOString().slice(0, 10)
  const memory = Math.round(totalmem() / 1024 ** 3)
  const machine = `${cpus().length} cores, ${memory} GiB, ${process.platform} ${process.arch}, Node ${process.versions.node}`
  return `Measured on ${date} at commit ${commit()} with ${machine}:\n\n    npm run chaos -- ${args.join(' ')}`
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', timeout: 10_000 }).trim()
  } catch {
    // Not a checkout, such as an unpacked archive.
    return 'unknown'
  }
}
