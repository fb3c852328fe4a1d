import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'

/** What was played; each has a place of its own in the page. */
export type Section = 'gate' | 'rows' | 'soak' | 'sabotage' | 'naive'

/** Replaces what stands between a section's markers: when, on what, from which commit, by which command, what came out. */
export function writeReport(file: string, section: Section, args: readonly string[], text: string): void {
  const begin = `<!-- chaos ${section}: written by npm run chaos -->`
  const end = `<!-- /chaos ${section} -->`
  const page = readFileSync(file, 'utf8')
  const from = page.indexOf(begin)
  const to = page.indexOf(end)
  if (from < 0 || to < from) throw new Error(`${file} has no "${begin}" with "${end}" behind it`)
  writeFileSync(file, `${page.slice(0, from)}${begin}\n\n${headOf(args)}\n\n${text}\n\n${page.slice(to)}`)
}

function headOf(args: readonly string[]): string {
  const date = new Date().toISOString().slice(0, 10)
  const memory = Math.round(totalmem() / 1024 ** 3)
  const machine = `${cpus().length} cores, ${memory} GiB, ${process.platform} ${process.arch}, Node ${process.versions.node}`
  return `Measured on ${date} at commit ${commit()} with ${machine}:\n\n    npm run chaos -- ${withoutFiles(args).join(' ')}`
}

/** Where its author kept the figures is nobody's business. */
function withoutFiles(args: readonly string[]): string[] {
  return args.filter((arg, index) => !isFile(arg) && !isFile(args[index - 1] ?? ''))
}

function isFile(arg: string): boolean {
  return arg === '--json' || arg === '--report'
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', timeout: 10_000 }).trim()
  } catch {
    // Not a checkout, such as an unpacked archive.
    return 'unknown'
  }
}
