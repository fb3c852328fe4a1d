import type { FailureList } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { counted } from '../print/counted.ts'
import { introductions } from '../print/job-words.ts'
import { money, spentWords } from '../print/money.ts'
import { plainText } from '../print/plain-text.ts'
import { table } from '../print/table.ts'
import { checkNames } from './check-names.ts'

export type FailuresOptions = {
  readonly batch?: string
  readonly upstream?: string
  readonly model?: string
  readonly from?: string
  readonly to?: string
  readonly status?: string
  readonly limit: string
}

type Group = FailureList['data'][number]

/** Failures by their cause, most numerous first, and what to do about the first of them. */
export async function failures(
  { client, terminal, json, when }: CommandContext,
  options: FailuresOptions,
): Promise<ExitCode> {
  await checkNames(client, options)
  const page = await client.get<FailureList>('/v1/failures', { ...options })
  if (json) {
    terminal.print(JSON.stringify(page, null, 2))
    return exitCodes.done
  }
  const [first] = page.data
  if (first === undefined) {
    terminal.print(
      'No failures of the last seven days are open. --from looks further back, --status all shows all.',
    )
    return exitCodes.done
  }
  terminal.print(
    table(
      page.data,
      [
        { title: 'GROUP', value: ({ fingerprint }) => fingerprint },
        { title: 'COUNT', value: ({ count }) => String(count) },
        { title: 'FAILED NOW', value: ({ failed_jobs: jobs }) => String(jobs), leaves: 4 },
        { title: 'LOST', value: lostWords },
        { title: 'LAST', value: ({ last_at: at }) => when(at), leaves: 2 },
        { title: 'AT', value: sharesOf, leaves: 3, shrinks: true },
        { title: 'WORDS', value: wordsOf, shrinks: true, leaves: 1 },
      ],
      terminal.width,
    ),
  )
  if (page.has_more) terminal.note('There are more; --limit 200 shows up to two hundred.')
  for (const line of adviceOn(first)) terminal.note(line)
  return exitCodes.done
}

/** What a person says of a group. */
export async function markFailures(
  { client, terminal, json }: CommandContext,
  verb: string,
  fingerprint: string,
  { reason }: { readonly reason?: string },
): Promise<ExitCode> {
  if (verb !== 'resolve' && verb !== 'ignore' && verb !== 'reopen') {
    throw new CommandError(`Say resolve, ignore or reopen (found "${verb}").`, exitCodes.usage)
  }
  const path = `/v1/failures/${encodeURIComponent(fingerprint)}/${verb}`
  const marked = await client.post<{ status: string }>(path, {
    body: reason === undefined ? {} : { reason },
  })
  terminal.print(json ? JSON.stringify(marked, null, 2) : `${fingerprint} is ${marked.status}`)
  return exitCodes.done
}

/** What is certain, and what may have been charged beside it; real money and simulated apart. */
function lostWords({ parts }: Group): string {
  return parts.length === 0 ? money(null) : parts.map((part) => spentWords(part, part.simulated)).join(', ')
}

function sharesOf({ by_upstream: upstreams, count }: Group): string {
  return upstreams
    .map(({ name, count: own }) => (own === count ? name : `${name} ${Math.round((own / count) * 100)} %`))
    .join(', ')
}

function wordsOf({ message, upstream_status: words, said_by: by, came_back: cameBack }: Group): string {
  const whose = by === null || by === 'upstream' ? '' : `${introductions[by]}: `
  return `${cameBack ? '(came back) ' : ''}${whose}${words ?? message}`
}

function adviceOn(group: Group): string[] {
  const { fingerprint, remedy, retryable_jobs: retryable, job_ids: jobs } = group
  const [sample] = jobs
  return [
    '',
    plainText(remedy),
    ...(sample === undefined ? [] : [`One of them: reelkeep show ${sample}`]),
    ...(retryable === 0
      ? []
      : [`${counted(retryable, 'job')} to send again: reelkeep bulk retry --fingerprint ${fingerprint}`]),
    `Once it is over: reelkeep failures resolve ${fingerprint}`,
  ]
}
