import type { HistoryEvent, Job } from '../client/shapes.ts'

/** What holds a job up and what a person can do about it; nothing for one that moves by itself or has ended. */
export function needWords(job: Job, events: readonly HistoryEvent[]): [name: string, text: string][] {
  if (job.state === 'unconfirmed') {
    return [
      ['in doubt', doubtWords(events)],
      [
        'what now',
        `reelkeep resolve ${job.id} --help: look for its task in the console of ${job.upstream} first`,
      ],
    ]
  }
  if (job.task_unproven && (job.state === 'rendering' || job.state === 'failed')) {
    return [
      ['unproven', 'a person named its task, and the upstream has not spoken of it: the id may be mistyped'],
      ['what now', `where it is wrong: reelkeep resolve ${job.id} --bind TASK --reason "…"`],
    ]
  }
  const waits = waitWords(job, events)
  return waits === null ? [] : [['waits for', waits]]
}

function doubtWords(events: readonly HistoryEvent[]): string {
  const why = events.findLast(
    ({ from_state, to_state }) => to_state === 'unconfirmed' && from_state !== to_state,
  )?.detail.why
  return `the request may have arrived, and no machine sends it again${typeof why === 'string' ? `: ${why}` : ''}`
}

/** Null: only its turn, or a slot or a minute of the upstream, which come by themselves. */
function waitWords(job: Job, events: readonly HistoryEvent[]): string | null {
  const { upstream, model, source_expires_at: diesAt } = job
  switch (job.waiting_for) {
    case 'gate':
      return `the gate of ${upstream}: reelkeep upstreams ${upstream} says why and what opens it`
    case 'pause':
      return `its batch, which is paused, or a person holds it: reelkeep resume ${job.batch_id ?? job.id}, or reelkeep resume ${job.id}`
    case 'budget':
      return `room in the budget: reelkeep budget ${job.batch_id ?? 'BATCH'} USD, or a higher cap of the key, or reelkeep cancel ${job.id}`
    case 'price':
      return `a price, since it has a budget: reelkeep cancel ${job.id}, set upstreams.${upstream}.prices.${model}, and submit its file again`
    case 'link_refused':
      return `a link that may be fetched${refusedWords(upstream, events)}${diesAt === null ? '' : `, before the link dies at ${diesAt}`}`
    case 'archive_unwell':
      return 'the store of clips: make it writable again'
    case 'slot':
    case 'rate':
    case null:
      return null
  }
}

/** The refusal names the command with the host and the port; without one nothing may allow such a link. */
function refusedWords(upstream: string, events: readonly HistoryEvent[]): string {
  const why = events.findLast(({ kind }) => kind === 'link-refused')?.detail.why
  return typeof why === 'string' ? `: ${why}` : `: reelkeep upstream allow ${upstream} HOST`
}
