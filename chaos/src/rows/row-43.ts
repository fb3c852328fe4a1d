import type { Row, Run } from '../row.ts'
import { expectOneCreationEach, expectStates } from './evidence.ts'
import { pick } from './wishes.ts'

type Call = {
  readonly key: string
  readonly path: string
  readonly body: { readonly [name: string]: unknown }
}

/** A client that never saw its answer sends the same request again, and one that confuses its keys another. */
export const row43: Row = {
  number: 43,
  fault: 'the same create again and again under one key, replies cut; the key with another body',
  expected: 'one job, the same answer; another body is a 409 and makes nothing',
  guards: ['I1'],
  isReleaseGate: false,
  play: async (run) => {
    const calls = Array.from({ length: run.draw(2, 4) }, (_, index) => callOf(run, index))
    // The api takes seconds to start: it is killed among the requests of one call, in half of the runs.
    const killedDuring = run.random() < 0.5 ? run.draw(0, calls.length - 1) : null
    for (const [index, call] of calls.entries()) await sendUntilAnswered(run, call, index === killedDuring)
    const jobs = await run.world.until('every job is final', async () => {
      const found = await jobsOf(run)
      return (
        found.length > 0 && found.every(({ state }) => state === 'archived' || state === 'failed') && found
      )
    })
    run.expect(`one job for each key (${jobs.length} of ${calls.length})`, jobs.length === calls.length)
    expectStates(run, 'every clip is kept', jobs, 'archived')
    await expectOneCreationEach(run, jobs)
  },
}

function callOf(run: Run, index: number): Call {
  const prompt = `row 43, seed ${run.seed}, call ${index + 1}: a kite in ${run.draw(2, 999)} colours`
  const key = `row-43-${run.seed}-${index}-${run.draw(1, 1_000_000)}`
  const wish = { prompt, model: 'grok_video3', duration: 6 }
  return run.random() < 0.5
    ? { key, path: '/v1/jobs', body: wish }
    : { key, path: '/v1/batches', body: { name: key, items: [wish] } }
}

/** Several at once, the api perhaps killed among them, then one after the other until there is an answer. */
async function sendUntilAnswered(run: Run, call: Call, isKilled: boolean): Promise<void> {
  const { api } = run.world
  const answers: Answer[] = []
  const volley = Array.from({ length: run.draw(2, 4) }, () => post(run, call, call.body))
  if (isKilled) {
    const lettingSomeThrough = run.draw(0, 3)
    for (let turns = 0; turns < lettingSomeThrough; turns += 1) await new Promise(setImmediate)
    await api.kill()
    await api.start()
  }
  answers.push(...(await Promise.all(volley)))
  answers.push(
    await run.world.until('the api answers', async () => {
      const answer = await post(run, call, call.body)
      return answer.status === 202 && answer
    }),
  )
  const taken = answers.filter(({ status }) => status === 202)
  run.expect('each answer under a key names the same thing', new Set(taken.map(({ id }) => id)).size === 1)
  run.expect(
    'whoever comes too early is told to wait',
    answers.every(({ status }) => [0, 202, 409, 503].includes(status)),
  )
  run.fired(answers.length - 1)
  const other = pick(run, [
    { ...call.body, priority: 9 },
    { ...call.body, name: 'another' },
  ])
  const refused = await post(run, call, call.path === '/v1/batches' ? { ...call.body, items: [] } : other)
  run.expect(
    `another body under the key is refused (${refused.status} ${refused.code})`,
    refused.status === 409 && refused.code === 'idempotency_conflict',
  )
}

/** Status 0: the connection was cut before an answer. */
type Answer = { readonly status: number; readonly id: string | null; readonly code: string | null }

async function post(run: Run, { key, path }: Call, body: object): Promise<Answer> {
  try {
    const answer = await run.world.api.call('POST', path, body, { 'idempotency-key': key })
    return {
      status: answer.status,
      id: textOf(answer.body, 'id'),
      code: textOf(partOf(answer.body, 'error'), 'code'),
    }
  } catch {
    return { status: 0, id: null, code: null }
  }
}

function partOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function textOf(value: unknown, name: string): string | null {
  const part = partOf(value, name)
  return typeof part === 'string' ? part : null
}

type Found = {
  readonly id: string
  readonly prompt: string
  readonly state: string
  readonly reason: string | null
  readonly waitingFor: null
  readonly submissions: number
  readonly polls: number
  readonly taskId: null
}

async function jobsOf(run: Run): Promise<readonly Found[]> {
  return run.world.postgres.execute<Found>(
    `select id, prompt, state, reason, null as "waitingFor", submissions, polls, null as "taskId" from jobs
     where prompt like 'row 43, seed ${run.seed}, %'`,
  )
}
