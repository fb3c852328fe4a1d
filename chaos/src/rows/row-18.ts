import type { Row, Run } from '../row.ts'
import { expectOneCreationEach, expectStates } from './evidence.ts'
import { isAtRest } from './operator.ts'
import { drawWishes, pick } from './wishes.ts'

/** Some writes are never answered, or all crawl: deadlines must give up, and what is not struck must get through. */
export const row18: Row = {
  number: 18,
  fault: 'S3 hangs or crawls',
  expected: 'each write has its deadline and is tried again; other jobs go on',
  guards: ['I4'],
  isReleaseGate: false,
  play: async (run) => {
    if (run.random() < 0.7) await hang(run)
    else await crawl(run)
  },
}

async function hang(run: Run): Promise<void> {
  const call = pick(run, ['object', 'part'] as const)
  const hanging = run.draw(1, 2)
  // Longer than the run may last: only our own deadline ends it.
  const does = { delayMs: 120_000 }
  const fault = await run.world.store.fault({ method: 'PUT', call, does, keyEnds: '.mp4', times: hanging })
  try {
    const always = call === 'part' ? ['large_clip=10', ''] : ['', '']
    const batch = await run.send(drawWishes(run, { row: 18, from: 4, to: 6, of: [''], always }))
    await run.world.until('writes hang', async () => fault.times() > 0)
    run.fired(fault.times())
    await run.world.until(
      'the others are kept',
      async () => (await batch.jobs()).filter(isAtRest).length >= (await batch.jobs()).length - hanging,
    )
    await run.rest()
    expectStates(run, 'every clip is kept', await batch.jobs(), 'archived')
    await expectOneCreationEach(run, await batch.jobs())
  } finally {
    fault.lift()
  }
}

async function crawl(run: Run): Promise<void> {
  const { proxy } = run.world.store
  proxy.apply({ type: 'throttle', bytesPerSecond: run.draw(20, 200) * 1_000 })
  try {
    const batch = await run.send(drawWishes(run, { row: 18, from: 3, to: 6, of: ['', 'large_clip=1'] }))
    const looks = run.draw(1, 3)
    await run.world.until(
      'writes crawl',
      async () => proxy.struck() >= looks || (await batch.jobs()).every(isAtRest),
    )
    run.fired(proxy.struck())
    proxy.heal()
    await run.rest()
    expectStates(run, 'every clip is kept', await batch.jobs(), 'archived')
    await expectOneCreationEach(run, await batch.jobs())
  } finally {
    proxy.heal()
  }
}
