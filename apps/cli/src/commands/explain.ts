import type { Explanation } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { plainText } from '../print/plain-text.ts'
import { wrapped } from '../print/wrap.ts'
import { findJobId } from './find-job.ts'
import { nameKeys } from './name-keys.ts'

/** Why a job is in its state, what happens next, which rule says so, and what it has cost. */
export async function explain(context: CommandContext, job: string): Promise<ExitCode> {
  const { client, terminal, json } = context
  const id = await findJobId(client, job)
  const told = await client.get<Explanation>(`/v1/jobs/${id}/explanation`)
  if (json) {
    terminal.print(JSON.stringify(told, null, 2))
    return exitCodes.done
  }
  const keys = await nameKeys(client, [JSON.stringify(told)])
  terminal.print(explanationText(told, { ...context, keys }))
  return exitCodes.done
}

const movers = {
  reelkeep: null,
  upstream: 'the upstream moves it next',
  person: 'it waits for a person',
  nobody: null,
} as const

export function explanationText(
  told: Explanation,
  {
    terminal,
    when,
    keys,
  }: Pick<CommandContext, 'terminal' | 'when'> & { readonly keys: ReadonlyMap<string, string> },
): string {
  const { job, next, rule, cost, notes } = told
  const states = [job.state, job.reason ?? job.waiting_for, job.overdue ? 'overdue' : null]
    .filter(Boolean)
    .join(', ')
  const place = job.batch_id === null ? '' : `, row ${job.row ?? '?'} of ${job.batch_name ?? job.batch_id}`
  const mover = movers[next.by]
  const lines: [string, string][] = [
    ['why', told.state],
    ['next', `${next.says}${mover === null ? '' : ` (${mover})`}`],
    ...(next.at === null
      ? []
      : [['when', `${when(next.at)}, ${fromNow(next.at, told.as_of)}`] as [string, string]]),
    ['rule', `${rule.says} (${rule.place})`],
    ['cost', `${cost.says} Known by: ${cost.known_by}.`],
    ...notes.map((note): [string, string] => ['note', note]),
  ]
  const localised = (text: string) =>
    text
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, when)
      // Commands take the id, sentences say whose it is too.
      .replace(/\bof (key_[0-9a-z]{26})\b/g, (words, id: string) => {
        const name = keys.get(id)
        return name === undefined ? words : `of the key ${plainText(name)} (${id})`
      })
  return [
    `${told.job_id}: ${states}${plainText(place)}`,
    '',
    ...lines.map(([name, text]) => wrapped(name, localised(plainText(text)), terminal.width)),
    // Whole lines: they are there to be copied.
    ...next.commands.map(
      (command, index) => `${(index === 0 ? 'you can' : '').padEnd(10)}${plainText(command)}`,
    ),
  ].join('\n')
}

function fromNow(moment: string, now: string): string {
  const seconds = Math.round((Date.parse(moment) - Date.parse(now)) / 1000)
  if (Math.abs(seconds) < 1) return 'now'
  const size = Math.abs(seconds)
  const words =
    size < 120
      ? `${size} s`
      : size < 7200
        ? `${Math.round(size / 60)} min`
        : `${Math.floor(size / 3600)} h ${Math.round((size % 3600) / 60)} min`
  return seconds < 0 ? `${words} ago, so at any moment` : `in ${words}`
}
