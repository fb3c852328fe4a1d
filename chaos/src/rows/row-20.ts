import type { Row } from '../row.ts'
import { expectOneCreationEach, expectStates, listed } from './evidence.ts'
import { drawWishes, pick } from './wishes.ts'

/** The store carries the write out, and we never hear of it. */
export const row20: Row = {
  number: 20,
  fault: 'the write to S3 is completed and its answer lost',
  expected: 'found under its own key by checksum and adopted; one object, no other key',
  guards: ['I3'],
  isReleaseGate: true,
  play: async (run) => {
    const { store, postgres } = run.world
    const isLarge = run.random() < 0.5
    const fault = await store.fault({
      ...(isLarge ? { method: 'POST', call: 'complete' } : { method: 'PUT', call: 'object' }),
      does: 'lose-reply',
      // Sometimes also the records beside the clips.
      keyEnds: pick(run, ['.mp4', '.mp4', '']),
      times: run.draw(1, isLarge ? 3 : 8),
    })
    try {
      const markers = isLarge
        ? [`large_clip=${run.draw(9, 17)}`, pick(run, ['', 'large_clip=9'])]
        : ['', '', '']
      const batch = await run.send(
        drawWishes(run, { row: 20, from: 2, to: isLarge ? 2 : 6, of: markers, always: markers }),
      )
      await run.rest()
      run.fired(fault.times())
      const jobs = await batch.jobs()
      expectStates(run, 'every clip is kept', jobs, 'archived')
      await expectOneCreationEach(run, jobs)
      const moved = await postgres.execute<{ key: string }>(
        `select c.key from clips c join jobs j on j.id = c.job_id
         where c.key <> j.clip_key and j.id in (${listed(jobs.map(({ id }) => id))})`,
      )
      run.expect('each lies under its own key', moved.length === 0)
    } finally {
      fault.lift()
    }
  },
}
