import type { Row } from '../row.ts'
import { expectOneCreationEach, expectStates } from './evidence.ts'
import { drawWishes, pick } from './wishes.ts'

/** The store refuses some writes: of whole clips, or of parts of large ones. */
export const row17: Row = {
  number: 17,
  fault: 'S3 answers 500 or 503 to a put or a part',
  expected: 'written again after a while; nothing incomplete is visible; no second render',
  guards: ['I3'],
  isReleaseGate: false,
  play: async (run) => {
    const call = pick(run, ['object', 'part'] as const)
    const marker = call === 'part' ? `large_clip=${run.draw(9, 18)}` : ''
    const does = { status: pick(run, [500, 503]) }
    const fault = await run.world.store.fault({
      method: 'PUT',
      call,
      does,
      keyEnds: pick(run, ['.mp4', '']),
      times: run.draw(1, 9),
    })
    try {
      const count = call === 'part' ? 2 : 4
      const batch = await run.send(
        drawWishes(run, { row: 17, from: 2, to: count, of: [marker], always: [marker] }),
      )
      await run.rest()
      run.fired(fault.times())
      expectStates(run, 'every clip is kept', await batch.jobs(), 'archived')
      await expectOneCreationEach(run, await batch.jobs())
    } finally {
      fault.lift()
    }
  },
}
