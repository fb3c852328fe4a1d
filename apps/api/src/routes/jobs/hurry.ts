import type { Job } from '@reelkeep/core'
import { readLastEvent, readNextStep } from '@reelkeep/db'
import { actOnJob } from '../../act-on-job.ts'
import { callerOf } from '../../caller.ts'
import type { App, AppDeps } from '../../deps.ts'
import { type ApiError, conflict } from '../../errors.ts'
import { refusals } from '../../schemas/error.ts'
import { jobSchema } from '../../schemas/job.ts'
import { idParamsSchema, noBodySchema } from '../../schemas/values.ts'
import { answerAction, findJob } from './answer-action.ts'

/** Does now what was due later of a job that is paid for. Turns to poll are shared as ever, and nothing is ever created. */
export function registerHurryJob(app: App, deps: AppDeps): void {
  app.post(
    '/v1/jobs/:id/hurry',
    {
      config: { scope: 'submit' },
      schema: {
        operationId: 'hurryJob',
        summary: 'Ask about a rendering job, or try to archive one, now instead of when it is due',
        description:
          'Within the upstream’s polls per minute; nothing is submitted and nothing paid. What is due already, or was hurried within the shortest wait of its poll plan, stays as it is. 409: `link_refused` names the host and how to allow it.',
        tags: ['jobs'],
        params: idParamsSchema,
        body: noBodySchema,
        response: { 200: jobSchema, ...refusals(400, 401, 403, 404, 409, 503) },
      },
    },
    async (request) => {
      const by = callerOf(request).keyId
      const job = await findJob(deps, request)
      const isRecent = await wasHurried(deps, job)
      const acted = isRecent
        ? { outcome: 'ignored' as const, job }
        : await actOnJob(deps, job.id, () => ({ type: 'job-hurried', by }))
      if (acted.outcome === 'done') await ringFor(deps, job)
      const refusal = acted.outcome === 'ignored' ? await refusalOf(deps, acted.job) : null
      return answerAction(deps, request, acted, {
        action: 'job-hurried',
        reason: null,
        hasHappened: async () => refusal === null,
        refusal: ({ state }) => refusal ?? nothingDue(state),
      })
    },
  )
}

/** A person who presses again and again asks the upstream no more often than its plan would at most. */
async function wasHurried({ db, upstreams }: AppDeps, job: Job): Promise<boolean> {
  const rules = upstreams.find((upstream) => upstream.rules.name === job.upstream)?.rules
  const withinMs = rules?.planFor(job.model, job.params.durationS).minMs ?? 0
  const last = await readLastEvent(db, job.id, 'job-hurried')
  return last !== null && last.ageMs < withinMs
}

/** Best effort: the row is committed and due, and the sweep rings for it within seconds. */
async function ringFor({ db, producer, clock }: AppDeps, { id }: Job): Promise<void> {
  const next = await readNextStep(db, id)
  if (next === null) return
  await producer.wake([{ jobId: id, ...next, at: clock.now() }]).catch(() => undefined)
}

/** Why hurrying makes no sense; null: it is, or is about to be, done. */
async function refusalOf({ db }: AppDeps, job: Job): Promise<ApiError | null> {
  switch (job.state) {
    case 'rendering':
      return null
    case 'archiving':
      return job.waitingFor === 'link_refused' ? linkRefused(job, await refusedHost(db, job)) : null
    case 'queued':
      return conflict(
        'not_sent',
        'The job is queued: it is sent when its turn comes. GET /v1/jobs/{id}/explanation says what it waits for; PATCH priority moves it in line.',
      )
    case 'submitting':
      return conflict(
        'being_sent',
        'The job is being sent; the answer is awaited, and never asked for twice.',
      )
    case 'unconfirmed':
      return conflict(
        'unconfirmed',
        'Nobody knows whether the job arrived, and it has no task to ask about: POST /v1/jobs/{id}/resolve ends the doubt.',
      )
    case 'archived':
    case 'failed':
    case 'canceled':
      return nothingDue(job.state)
  }
}

function nothingDue(state: Job['state']): ApiError {
  return conflict('already_finished', `The job is ${state}; nothing of it is due any more.`)
}

async function refusedHost(db: AppDeps['db'], { id }: Job): Promise<string | null> {
  const event = await readLastEvent(db, id, 'link-refused')
  return typeof event?.detail.host === 'string' ? event.detail.host : null
}

function linkRefused({ upstream }: Job, host: string | null): ApiError {
  const name = host ?? 'HOST'
  return conflict(
    'link_refused',
    `The clip’s link points to ${host ?? 'a host'}, which links of ${upstream} may not point to. Allow it: PATCH /v1/upstreams/${upstream} { "allow_host": "${name}" }, or reelkeep upstream allow ${upstream} ${name}; lastingly, in link_hosts of its configuration. The clip is then tried again at once.`,
  )
}
