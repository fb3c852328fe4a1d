import { setTimeout as wait } from 'node:timers/promises'
import type { Client } from '../client/client.ts'
import { patiently } from '../client/patiently.ts'
import type { Exchange, ExchangeList, Job } from '../client/shapes.ts'
import type { Terminal } from '../terminal.ts'

const askEveryMs = 1000
/** Nothing but a person ends these, so there is nothing to wait for. */
const waitsForPerson: readonly (string | null)[] = ['gate', 'pause', 'budget', 'price', 'link_refused']

/**
 * Follows one job until it ends or waits for a person, handing over each exchange once, oldest first. Answers with
 * the job as it stands then.
 */
export async function followTry(
  id: string,
  { client, terminal }: { readonly client: Client; readonly terminal: Terminal },
  onExchange: (exchange: Exchange, job: Job) => Promise<void>,
): Promise<Job> {
  const ask = patiently(terminal)
  const path = `/v1/jobs/${encodeURIComponent(id)}`
  let seenId = 0n
  let said = ''
  for (;;) {
    const job = await ask(() => client.get<Job>(path))
    // Asked after the job: what led to the state it shows is kept by then.
    const fresh = job && (await ask(() => listSince(client, path, seenId)))
    if (job !== null && fresh !== null) {
      for (const exchange of fresh) {
        terminal.endRedraw()
        await onExchange(exchange, job)
        seenId = BigInt(exchange.id)
      }
      const standing = standingOf(job)
      if (standing !== said && !terminal.isInteractive) terminal.note(standing)
      said = standing
      terminal.redraw(`${standing}${job.due_at === null ? '' : `; next step at ${job.due_at}`}`)
      if (isEnded(job)) {
        terminal.endRedraw()
        return job
      }
    }
    await wait(askEveryMs)
  }
}

/** Newest first they come; back to the last one that was shown. */
async function listSince(client: Client, path: string, seenId: bigint): Promise<Exchange[]> {
  const found: Exchange[] = []
  let cursor: string | undefined
  do {
    const page: ExchangeList = await client.get<ExchangeList>(`${path}/exchanges`, {
      limit: 200,
      cursor,
    })
    found.push(...page.data.filter(({ id }) => BigInt(id) > seenId))
    cursor = page.data.some(({ id }) => BigInt(id) <= seenId) ? undefined : (page.next_cursor ?? undefined)
  } while (cursor !== undefined)
  return found.reverse()
}

function isEnded({ state, waiting_for: waitingFor }: Job): boolean {
  if (state === 'queued' || state === 'archiving') return waitsForPerson.includes(waitingFor)
  return state === 'archived' || state === 'failed' || state === 'canceled' || state === 'unconfirmed'
}

function standingOf(job: Job): string {
  const why = job.reason ?? job.waiting_for
  const progress = job.progress === null || job.state !== 'rendering' ? '' : ` ${job.progress} %`
  return `${job.state}${progress}${why === null ? '' : `: ${why}`}`
}
