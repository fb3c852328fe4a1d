import type { Exchange, Job, Upstream } from '../client/shapes.ts'
import { costWords, failureWords, mismatchWords } from '../print/job-words.ts'
import { plainText } from '../print/plain-text.ts'
import { surpriseWords } from './exchange-lines.ts'

/** What became of it: the clip, the money, what differs, what no dialect knows, and where the replies are. */
export function trySummary({
  job,
  exchanges,
  gate,
  saved,
}: {
  readonly job: Job
  readonly exchanges: readonly Exchange[]
  readonly gate: Upstream['gate']
  readonly saved: { readonly directory: string; readonly files: readonly string[] }
}): string {
  const lines: [string, string | null][] = [
    [job.state, endWords(job, gate)],
    ['money', costWords(job)],
    ...mismatchWords(job).map((difference): [string, string] => ['differs', difference]),
    ['unknown', unknownWords(exchanges)],
    [
      'replies',
      saved.files.length === 0
        ? 'none came'
        : `${saved.files.join(', ')} in ${saved.directory}, ready for the fixtures of the dialect`,
    ],
    ['next', nextWords(job)],
  ]
  return lines
    .filter((line): line is [string, string] => line[1] !== null)
    .map(([name, text]) => `${name.padEnd(11)} ${plainText(text)}`)
    .join('\n')
}

/** Null: there was no reply to look at. */
function unknownWords(exchanges: readonly Exchange[]): string | null {
  if (exchanges.every(({ http_status: status }) => status === null)) return null
  const surprises = new Set(exchanges.flatMap((exchange) => exchange.surprises.map(surpriseWords)))
  return surprises.size === 0
    ? 'nothing: every status and field is known to the dialect'
    : `${[...surprises].join(', ')}; the dialect should name them before many jobs go out`
}

function endWords(
  { state, clip, failure, reason, waiting_for: waitingFor }: Job,
  gate: Upstream['gate'],
): string {
  if (clip !== null) {
    return `${clip.key} · ${clip.bytes} bytes · ${clip.duration_ms / 1000} s · ${clip.width}x${clip.height}`
  }
  if (failure !== null) return failureWords(failure)
  if (state === 'unconfirmed') return 'the request may have arrived; no machine sends it again'
  if (waitingFor === 'link_refused') return 'its link points to a host that clips may not be fetched from'
  return gate.closed_reason ?? reason ?? `it waits: ${waitingFor}`
}

function nextWords({ id, state, upstream, source_expires_at: diesAt }: Job): string {
  switch (state) {
    case 'archived':
      return 'compare the price with the console of the vendor, then send five rows: docs/first-real-batch.md'
    case 'unconfirmed':
      return `look it up at the vendor, then: reelkeep resolve ${id} --help`
    case 'failed':
    case 'canceled':
      return `reelkeep show ${id}`
    case 'archiving':
      return `reelkeep show ${id} has the command that allows the host (reelkeep upstream allow ${upstream} HOST)${diesAt === null ? '' : `; the link dies at ${diesAt}`}`
    default:
      return `it waits and goes on once the upstream takes jobs again: reelkeep upstreams ${upstream}`
  }
}
