import type { CredentialId, Job, JobEvent } from '@reelkeep/core'
import { noKeyReason } from '../gates.ts'
import { describeError } from '../log.ts'
import type { ResolvedImages } from '../resolve-images.ts'
import { settle } from '../settle.ts'
import type { Finding, StepDefinition, StepIo } from '../step.ts'
import type { World } from '../world.ts'

/** From the commit of `sending` to the first byte at most; later than that the POST is not made. */
const sendWithinMs = 20_000

/**
 * The one step that spends money. `sending` is committed before the first byte; after that commit no code path sends
 * this submission again, so every later doubt ends in `submit-unknown`, never in a second POST.
 */
export const submitStep: StepDefinition = {
  step: 'submit',
  states: ['submitting'],
  persistence: 'until-settled',
  act: submit,
}

async function submit(job: Job, io: StepIo): Promise<Finding> {
  const { world, upstream } = io
  if (job.submission?.status !== 'intent') {
    return { outcome: 'dropped', why: `the submission is ${job.submission?.status ?? 'missing'}` }
  }
  if (world.isStopping()) return takenBack(job, 'the worker is going down')
  const [credential] = upstream.settings.credentials
  if (!upstream.settings.configured || !credential) {
    const reason = noKeyReason(job.upstream)
    await world.closeGate(job.upstream, reason)
    return takenBack(job, reason)
  }
  const images = await world.resolveImages(job, upstream.settings)
  if (world.isStopping()) return takenBack(job, 'the worker is going down')
  FAILPOINT: await world.failpoint('submit.before_start', job)
  return send(job, credential.id, images, io)
}

async function send(
  job: Job,
  credentialId: CredentialId,
  images: ResolvedImages,
  io: StepIo,
): Promise<Finding> {
  const { world, upstream } = io
  const startedMs = world.monotonicMs()
  const deadlineMs = world.clock.now().getTime() + upstream.rules.submitTimeoutMs + world.answerMarginMs
  const event: JobEvent = {
    type: 'submit-started',
    workerId: world.workerId,
    deadlineAt: new Date(deadlineMs),
    credentialId,
    baseUrl: upstream.settings.baseUrl,
  }
  const started = await settle({ job, event, persistence: 'until-saved' }, world)
  if (started.outcome !== 'saved') return { outcome: 'dropped', why: started.why }
  FAILPOINT: await world.failpoint('submit.before_send', job)
  if (world.monotonicMs() - startedMs > sendWithinMs) {
    return found(started.job, {
      type: 'submit-not-sent',
      message: 'the worker was too slow to send in time',
    })
  }
  if (images.outcome === 'unsent') return found(started.job, images.event)
  return post(started.job, images.imageUrls, io)
}

/**
 * One POST. A shutdown waits for it, since stopping it would leave us not knowing. The links of uploaded images go into
 * the request and nowhere else: what is saved and logged is the job with its references.
 */
async function post(job: Job, imageUrls: readonly string[], io: StepIo): Promise<Finding> {
  try {
    const asSent = { ...job, params: { ...job.params, imageUrls } }
    const sent = Promise.withResolvers<void>()
    const answering = io.upstream.port.submit(asSent, { signal: neverAborted, onHeadersSent: sent.resolve })
    FAILPOINT: await Promise.race([sent.promise, answering]).then(() =>
      io.world.failpoint('submit.after_send', job),
    )
    const answer = await answering
    FAILPOINT: await io.world.failpoint('submit.after_answer', job)
    return { outcome: 'found', job, ...answer, event: await judged(answer.event, job, io.world) }
  } catch (error) {
    const problem = describeError(error)
    io.world.log.error({ job_id: job.id, error: problem }, 'a submit broke off')
    return found(job, {
      type: 'submit-unknown',
      httpStatus: null,
      message: `${problem.name}: ${problem.message}`,
    })
  }
}

/** At the third refusal of this kind it is the job's own, or its model's. */
const ownRefusalsMax = 2

/** An account that takes others while it refuses this one, time and again, is in order. */
async function judged(event: JobEvent, job: Job, world: World): Promise<JobEvent> {
  if (event.type !== 'submit-account-refused' || event.what !== 'account') return event
  const refusals = await world.countOwnRefusals(job).catch((error) => {
    // Then it is the account's, as at first: the gate closes and the next refusal asks again.
    world.log.warn({ job_id: job.id, error: describeError(error) }, 'refusals not counted')
    return 0
  })
  return refusals >= ownRefusalsMax ? { ...event, isItsOwn: true } : event
}

function takenBack(job: Job, message: string): Finding {
  return found(job, { type: 'intent-taken-back', message })
}

function found(job: Job, event: JobEvent): Finding {
  return { outcome: 'found', job, event }
}

const neverAborted = new AbortController().signal
