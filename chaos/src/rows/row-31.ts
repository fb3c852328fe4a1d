import type { JobState, Row, Run } from '../row.ts'
import { expectStates, historyOf, listed, marked } from './evidence.ts'
import { restWithOpenGates } from './operator.ts'
import { drawWishes, pick } from './wishes.ts'

const creates = ['garbage_create', 'missing_id', 'lost_reply_after_headers']
const polls = ['poll_garbage=1', 'poll_garbage=3', 'poll_html=2']

/** Answers that cannot be read, to a create and to a poll. */
export const row31: Row = {
  number: 31,
  fault: 'broken JSON, half an answer, 200 without an id',
  expected: 'the raw answer is kept; to a create: unconfirmed; to a poll: asked again',
  guards: ['I2', 'I5'],
  isReleaseGate: false,
  play: async (run) => {
    const batch = await run.send(
      drawWishes(run, {
        row: 31,
        from: 4,
        to: 7,
        of: [...polls, ''],
        always: [pick(run, creates), ...(run.random() < 0.5 ? [pick(run, creates)] : []), pick(run, polls)],
      }),
    )
    await restWithOpenGates(run, batch.jobs)
    const jobs = await batch.jobs()
    const inDoubt = marked(jobs, ...creates)
    expectStates(run, 'an unreadable answer to a create leaves it in doubt', inDoubt, 'unconfirmed')
    expectStates(
      run,
      'an unreadable answer to a poll changes nothing',
      jobs.filter((job) => !inDoubt.includes(job)),
      'archived',
    )
    const readable = marked(jobs, 'garbage_create', 'missing_id')
    run.expect('what was answered is kept to be read', (await keptAnswers(run, readable)) >= readable.length)
    const lines = await historyOf(run, jobs, 'submission-unknown', 'reply-unrecognized')
    run.fired(lines.length)
  },
}

async function keptAnswers(run: Run, jobs: readonly JobState[]): Promise<number> {
  const rows = await run.world.postgres.execute<{ readonly job_id: string }>(
    `select distinct job_id from exchanges where step = 'submit' and body <> ''
     and job_id in (${listed(jobs.map(({ id }) => id))})`,
  )
  return rows.length
}
