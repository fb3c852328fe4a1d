// What is in order and what is not: limits and words, apart from how the figures are had.
import type { CheckFinding } from './run-checks.ts'

/** Of this product; all its processes should be of one. The root package.json says the same. */
export const reelkeepVersion = '0.4.0'

/** Before the names of what only a worker can see; where none is alive, all of it fails at once. */
export const workerCheckPrefix = 'worker '
/** What a worker looks at whatever the configuration is. */
export const workerCheckNames = [
  'worker clock',
  'worker bucket',
  'worker upstream keys',
  'worker tasks per key',
  'worker disk',
  'worker spool',
] as const

/** Skew from which times in logs and signed requests mislead; S3 refuses signatures that are 15 minutes off. */
const skewWarnMs = 2_000
const skewFailMs = 60_000

/** `aheadMs` of the database's or the store's clock; negative: behind. */
export function judgeSkew(aheadMs: number, whose: string, than: string): CheckFinding {
  const size = Math.abs(aheadMs)
  const words = `${whose} is ${size < 1000 ? `${Math.round(size)} ms` : `${Math.round(size / 100) / 10} s`} ${aheadMs < 0 ? 'behind' : 'ahead of'} ${than}`
  if (size < skewWarnMs) return { outcome: 'ok', message: words }
  return {
    outcome: size < skewFailMs ? 'warning' : 'failed',
    message: words,
    fix: 'Set the clocks of both machines by NTP: timedatectl set-ntp true. Rows go by the database’s clock; signed requests and links go by the machine’s own, and S3 refuses them when it is 15 minutes off.',
  }
}

const gib = 1024 ** 3
/** A spool needs next to nothing; rescued clips and embedded services need room for what comes within an hour. */
const diskFailBytes = gib
const diskWarnBytes = 5 * gib

export function judgeDisk(freeBytes: number, totalBytes: number): CheckFinding {
  const share = totalBytes > 0 ? ` (${Math.round((freeBytes / totalBytes) * 100)} %)` : ''
  const message = `${(freeBytes / gib).toFixed(1)} GiB free in the data dir${share}`
  if (freeBytes >= diskWarnBytes) return { outcome: 'ok', message }
  return {
    outcome: freeBytes < diskFailBytes ? 'failed' : 'warning',
    message,
    fix: 'Free some room, or set REELKEEP_DATA_DIR to a larger disk: accepted tasks are written there before the database has them, and rescued clips while the store is away.',
  }
}

/** As BullMQ asks for; Valkey counts on from 7.2. */
export function judgeQueueVersion(version: string): CheckFinding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 6 || (major === 6 && minor >= 2)) return { outcome: 'ok', message: `version ${version}` }
  return {
    outcome: 'failed',
    message: `version ${version} is too old`,
    fix: 'Use Redis 6.2 or newer, or Valkey.',
  }
}

export function judgeEviction(policy: string): CheckFinding {
  if (policy === 'noeviction') return { outcome: 'ok', message: 'maxmemory-policy noeviction' }
  return {
    outcome: 'failed',
    message: `maxmemory-policy ${policy}: the store may throw away messages that are being handled`,
    fix: 'redis-cli CONFIG SET maxmemory-policy noeviction, and the same in its configuration file.',
  }
}

export function judgePersistence(aof: boolean, snapshots: boolean): CheckFinding {
  if (aof) return { outcome: 'ok', message: 'append-only file is on' }
  return {
    outcome: 'warning',
    message: snapshots
      ? 'snapshots only: the last minutes of messages are lost with it'
      : 'nothing is kept on disk',
    fix: 'redis-cli CONFIG SET appendonly yes. Nothing is lost without it, since Postgres is the truth and the sweep rings again; after a restart work only begins a little later.',
  }
}

/** 15 brought `nulls not distinct`, the newest thing that our schema could ask for; 18 is what is tested. */
export function judgePostgres(version: number): CheckFinding {
  const major = Math.floor(version / 10_000)
  if (major >= 16) return { outcome: 'ok', message: `Postgres ${major}` }
  return {
    outcome: major >= 15 ? 'warning' : 'failed',
    message: `Postgres ${major}${major >= 15 ? ' is older than what is tested' : ' is too old'}`,
    fix: 'Use Postgres 16 or newer; 18 is what the tests run on.',
  }
}

/** TypeScript runs as it is from 24 on; bundles run there too. */
export function judgeNode(version: string): CheckFinding {
  const major = Number(/^v?(\d+)/.exec(version)?.[1] ?? 0)
  if (major >= 24) return { outcome: 'ok', message: `Node ${version}` }
  return {
    outcome: 'failed',
    message: `Node ${version} is too old`,
    fix: 'Use Node 24 or newer; the commands of a clone bring their own.',
  }
}

export function judgeMigrations(missing: readonly string[], unknown: readonly string[]): CheckFinding {
  if (missing.length > 0) {
    return {
      outcome: 'failed',
      message: `${missing.length} to apply, first ${missing[0]}`,
      fix: 'reelkeep migrate',
    }
  }
  if (unknown.length > 0) {
    return {
      outcome: 'warning',
      message: `the database has ${unknown.length} that this code does not know, first ${unknown[0]}: newer code was here`,
      fix: 'Start the newer code everywhere, or restore the database from before it.',
    }
  }
  return { outcome: 'ok', message: 'all applied' }
}

/** Seconds after which a due step is late, and after which something is wrong: the sweep rings again within 20 s. */
const lateWarnS = 60
const lateFailS = 600

export function judgeLateness(lateS: number): CheckFinding {
  const message = lateS < 1 ? 'nothing is late' : `the oldest due step is ${Math.round(lateS)} s late`
  if (lateS < lateWarnS) return { outcome: 'ok', message }
  return {
    outcome: lateS < lateFailS ? 'warning' : 'failed',
    message,
    fix: 'See that workers run and that the queue store answers (docs/runbook.md, what an alarm means); more workers help where both do.',
  }
}

/** What the answer to a question about a made-up task says of the key. */
export type KeyAnswer =
  | { readonly outcome: 'known' }
  | { readonly outcome: 'refused'; readonly httpStatus: number; readonly words: string }
  | { readonly outcome: 'unanswered'; readonly httpStatus: number | null; readonly words: string }
  | { readonly outcome: 'odd'; readonly words: string }

export function judgeKey(answer: KeyAnswer, variable: string, isCurrent: boolean): CheckFinding {
  switch (answer.outcome) {
    case 'known':
      return { outcome: 'ok', message: 'the key is taken: a made-up task is answered with "no such task"' }
    case 'refused':
      return {
        outcome: isCurrent ? 'failed' : 'warning',
        message:
          `the ${isCurrent ? '' : 'previous '}key is refused: HTTP ${answer.httpStatus} ${answer.words}`.trim(),
        fix: isCurrent
          ? `Put a valid key into ${variable} and start the workers again; keep the old one in ${variable}_PREVIOUS for its tasks.`
          : `Tasks that it made cannot be asked about; take it out of ${variable}_PREVIOUS once none is left.`,
      }
    case 'unanswered':
      return answer.httpStatus === 429
        ? { outcome: 'ok', message: 'it answers, and asks us to slow down (HTTP 429)' }
        : {
            outcome: answer.httpStatus === null ? 'failed' : 'warning',
            message:
              answer.httpStatus === null
                ? `it cannot be reached: ${answer.words}`
                : `it answers HTTP ${answer.httpStatus}, which says nothing of the key: ${answer.words}`,
            fix: 'Check the base URL, the proxy settings and the vendor’s own status page.',
          }
    case 'odd':
      return {
        outcome: 'warning',
        message: `it answers a question about a made-up task in a way that its dialect does not know: ${answer.words}`,
        fix: 'Compare the base URL with the vendor’s document; see docs/adding-an-upstream.md.',
      }
  }
}
