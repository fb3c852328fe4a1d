import type { Row } from '../row.ts'
import { expectOneCreationEach, expectStates } from './evidence.ts'
import { strikeWorker } from './strike.ts'
import { pick } from './wishes.ts'

/** Before the first byte, with all bytes checked and none visible, or with the object standing and Postgres not knowing. */
export const row21: Row = {
  number: 21,
  fault: 'kill -9 in the middle of an archive',
  expected: 'fetched again from the start into the same key; what was left half done is swept',
  guards: ['I3'],
  isReleaseGate: false,
  play: async (run) => {
    const name = pick(run, [
      'archive.before_fetch',
      'archive.before_complete',
      'archive.before_commit',
    ] as const)
    const marker = pick(run, ['', 'large_clip=10'])
    const strike = await strikeWorker(run, { row: 21, marker, failpoint: { name, action: 'kill' } })
    await strike.worker.ended
    await run.rest()
    const jobs = await strike.jobs()
    expectStates(run, 'every clip is kept', jobs, 'archived')
    await expectOneCreationEach(run, jobs)
    const { store, until } = run.world
    await until('no upload stays open', async () => (await store.unfinishedUploads()).length === 0)
  },
}
