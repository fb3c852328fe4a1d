import type { Row } from '../row.ts'
import { expectOneCreationEach, expectStates } from './evidence.ts'
import { isAtRest } from './operator.ts'
import { drawWishes } from './wishes.ts'

/** The connection dies between or within the parts of an upload. */
export const row19: Row = {
  number: 19,
  fault: 'S3 resets the connection in the middle of a multipart upload',
  expected: 'given up and begun anew; nothing is visible before it is whole, and no upload stays open',
  guards: ['I3'],
  isReleaseGate: false,
  play: async (run) => {
    const { store, until } = run.world
    const fault = await store.fault({ method: 'PUT', call: 'part', does: 'reset', times: run.draw(1, 8) })
    try {
      const marker = `large_clip=${run.draw(9, 26)}`
      const batch = await run.send(
        drawWishes(run, { row: 19, from: 1, to: 3, of: [marker, ''], always: [marker] }),
      )
      if (run.random() < 0.5) {
        await until('a part was reset', async () => fault.times() > 0 || (await batch.jobs()).every(isAtRest))
        run.fired(store.proxy.resetAll())
      }
      await run.rest()
      run.fired(fault.times())
      expectStates(run, 'every clip is kept', await batch.jobs(), 'archived')
      await expectOneCreationEach(run, await batch.jobs())
      await until('no upload stays open', async () => (await store.unfinishedUploads()).length === 0)
    } finally {
      fault.lift()
    }
  },
}
