import type { JobState, Row, Run, SentBatch, Wish } from './row.ts'
import { diceOf } from './seed.ts'
import type { OpenChaosWorld } from './world/open-world.ts'

export type OpenRun = {
  readonly run: Run
  readonly fired: () => number
  /** What the row expected in vain. */
  readonly disappointments: () => readonly string[]
}

const restWithinMs = 30_000

export function openRun(row: Row, seed: number, world: OpenChaosWorld): OpenRun {
  // Rows are told apart, so that seed 1 of one does not draw what seed 1 of another draws.
  const { random, draw } = diceOf(seed * 1_000 + row.number)
  const batchIds: string[] = []
  const disappointments: string[] = []
  let fired = 0

  async function send(wishes: readonly Wish[]): Promise<SentBatch> {
    const name = `row ${row.number}, seed ${seed}, part ${batchIds.length + 1}`
    const items = wishes.map(({ prompt, customId, durationS }) => ({
      prompt,
      model: 'grok_video3',
      ...(customId !== undefined && { custom_id: customId }),
      ...(durationS !== undefined && { duration: durationS }),
    }))
    const headers = { 'idempotency-key': encodeURIComponent(name) }
    // Trouble is what these batches are for: none of it may stop them. As a client would that is told 503: the api may be leaving the outage of the run before behind.
    const answer = await world.until('the api takes a batch', async () => {
      const said = await world.api.call('POST', '/v1/batches', { name, items, stop_when: 'never' }, headers)
      return said.status !== 503 && said
    })
    if (answer.status > 202) {
      throw new Error(`a batch was answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    }
    const { id } = answer.body as { id: string }
    batchIds.push(id)
    return { batchId: id, jobs: () => jobsOf(world, [id]) }
  }

  const run: Run = {
    seed,
    random,
    draw,
    world,
    fired: (times = 1) => {
      fired += times
    },
    expect: (what, holds) => {
      if (!holds) disappointments.push(what)
    },
    send,
    sendPlain: (count, marker = '') =>
      send(
        Array.from({ length: count }, (_, index) => ({
          prompt:
            `row ${row.number}, seed ${seed}, part ${batchIds.length + 1}, clip ${index + 1} ${marker}`.trim(),
        })),
      ),
    rest: async (withinMs = restWithinMs) => {
      await world.until(
        'every job of the run is final or unconfirmed',
        async () => (await jobsOf(world, batchIds)).every(isAtRest),
        withinMs,
      )
    },
  }
  return { run, fired: () => fired, disappointments: () => disappointments }
}

function isAtRest({ state }: JobState): boolean {
  return ['archived', 'failed', 'canceled', 'unconfirmed'].includes(state)
}

async function jobsOf(world: OpenChaosWorld, batchIds: readonly string[]): Promise<readonly JobState[]> {
  if (batchIds.length === 0) return []
  return world.postgres.execute<JobState>(`
    select j.id, j.prompt, j.state, j.reason, j.waiting_for as "waitingFor", j.submissions, j.polls,
      (select s.task_id from submissions s where s.job_id = j.id order by s.number desc limit 1) as "taskId"
    from jobs j where j.batch_id in (${batchIds.map((id) => `'${id}'`).join(', ')}) order by j.batch_row`)
}
