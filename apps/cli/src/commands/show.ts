import type { Batch, EventList, HistoryEvent, Job } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { asTyped } from '../print/as-typed.ts'
import { batchSummary } from '../print/batch-line.ts'
import { counted } from '../print/counted.ts'
import {
  costWords,
  damageWords,
  failureWords,
  mismatchWords,
  modeWords,
  reportedWords,
} from '../print/job-words.ts'
import { needWords } from '../print/need-words.ts'
import { plainText } from '../print/plain-text.ts'
import { sourceWords } from '../print/source-words.ts'
import { table } from '../print/table.ts'
import { findTarget } from './find-target.ts'
import { nameKeys } from './name-keys.ts'
import { rowWords } from './row-words.ts'

/** One job with its history, oldest first; or a batch with its counts, cost and needs. */
export async function show(context: CommandContext, word: string): Promise<ExitCode> {
  const { client, terminal, json } = context
  const target = await findTarget(client, word)
  if (target.kind === 'job') return showJob(context, target.id)
  const batch = await client.get<Batch>(target.path)
  terminal.print(json ? JSON.stringify(batch, null, 2) : batchSummary(batch))
  // A name may be that of a row too, and then nobody knows which was meant.
  const rows = json || word === target.id ? '' : await rowWords(client, word)
  if (rows !== '') terminal.note(rows.trim())
  return exitCodes.done
}

async function showJob(context: CommandContext, id: string): Promise<ExitCode> {
  const { client, terminal, json, when } = context
  const job = await client.get<Job>(`/v1/jobs/${encodeURIComponent(id)}`)
  const events = await client.get<EventList>(`/v1/jobs/${encodeURIComponent(id)}/events`, {
    limit: 200,
  })
  if (json) {
    terminal.print(JSON.stringify({ ...job, events: events.data }, null, 2))
    return exitCodes.done
  }
  const keys = await nameKeys(
    client,
    events.data.map(({ detail }) => JSON.stringify(detail)),
  )
  terminal.print(facts(job, events.data, context))
  terminal.print('')
  terminal.print(
    table(
      events.data,
      [
        { title: '#', value: (event) => String(event.seq) },
        { title: 'AT', value: (event) => when(event.at), leaves: 2 },
        { title: 'WHAT', value: (event) => event.kind },
        { title: 'STATE', value: (event) => event.to_state ?? '', leaves: 1 },
        { title: 'DETAIL', value: (event) => detailOf(event, keys), shrinks: true },
      ],
      terminal.width,
    ),
  )
  return exitCodes.done
}

function facts(job: Job, events: readonly HistoryEvent[], { client, when }: CommandContext): string {
  const { params, failure, clip } = job
  const lines: [string, string | null][] = [
    ['job', job.id],
    [
      'state',
      [job.state, job.reason ?? job.waiting_for, job.overdue ? 'overdue' : null].filter(Boolean).join(', '),
    ],
    ['batch', job.batch_id],
    ['row', job.custom_id ?? (job.row === null ? null : String(job.row))],
    ['prompt', job.prompt],
    [
      'asked',
      [
        job.upstream,
        job.model,
        modeWords(job),
        params.duration === null ? null : `${params.duration} s`,
        params.aspect_ratio,
        params.resolution,
      ]
        .filter(Boolean)
        .join(' · '),
    ],
    ...sourceWords(job),
    ['task', job.task_id],
    ['calls', `${counted(job.submissions, 'submission')}, ${counted(job.polls, 'poll')}`],
    ['cost', costWords(job)],
    ['reported', reportedWords(job)],
    ...mismatchWords(job).map((difference): [string, string] => ['differs', difference]),
    ['next step', job.due_at === null ? null : when(job.due_at)],
    ['failure', failure === null ? null : failureWords(failure)],
    [
      'clip',
      clip === null
        ? null
        : `${clip.key} · ${clip.bytes} bytes · ${clip.duration_ms / 1000} s · ${clip.width}x${clip.height}`,
    ],
    ['damaged', damageWords(job)],
    ['sha256', clip?.sha256 ?? null],
    ['watch it', clip === null ? null : `${client.url}/?job=${job.id}`],
  ]
  const said = lines.map(([name, value]) => factLine(name, value === null ? '' : asTyped(value)))
  const needs = needWords(job, events).map(([name, value]) => factLine(name, plainText(value)))
  return [...said, ...needs].filter((line) => line !== '').join('\n')
}

function factLine(name: string, words: string): string {
  return words === '' ? '' : `${name.padEnd(10)} ${words}`
}

function detailOf(event: HistoryEvent, keys: ReadonlyMap<string, string>): string {
  return Object.entries(event.detail)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(
      ([name, value]) =>
        `${name}=${typeof value === 'string' ? (keys.get(value) ?? value) : JSON.stringify(value)}`,
    )
    .join(' ')
}
