import type { World } from '@reelkeep/worker'
import type { Sabotage } from './sabotage.ts'

type Port = NonNullable<ReturnType<World['upstreams']['get']>>['port']
type SubmitEvent = Awaited<ReturnType<Port['submit']>>['event']

/** A worker that takes every lost or broken answer for "nothing happened", and tries again. */
export const unknownSentAgain: Sabotage = {
  name: 'unknown-sent-again',
  removed: 'a POST without a clear answer is never repeated by a machine',
  breaks: 'I1',
  row: 29,
  alterWorld: (world) =>
    withAnswers(world, (event) =>
      event.type === 'submit-unknown' ? { type: 'submit-not-sent', message: event.message } : event,
    ),
}

/** A worker that believes an error status: HTTP 500 means that there is no task. */
export const doubtCalledRefusal: Sabotage = {
  name: 'doubt-called-refusal',
  removed: 'an error after the bytes have left is a doubt, not a refusal',
  breaks: 'I2',
  row: 29,
  alterWorld: (world) =>
    withAnswers(world, (event) =>
      event.type === 'submit-unknown'
        ? {
            type: 'submit-rejected',
            httpStatus: event.httpStatus ?? 500,
            reason: 'rejected',
            vendorCode: null,
            vendorMessage: event.message,
            reportedTicks: null,
          }
        : event,
    ),
}

function withAnswers(world: World, read: (event: SubmitEvent) => SubmitEvent): World {
  const upstreams = [...world.upstreams].map(([name, upstream]) => {
    const submit: Port['submit'] = async (job, io) => {
      const answer = await upstream.port.submit(job, io)
      return { ...answer, event: read(answer.event) }
    }
    return [name, { ...upstream, port: { ...upstream.port, submit } }] as const
  })
  return { ...world, upstreams: new Map(upstreams) }
}
