import { expect, it } from 'vitest'
import { vendors } from '../journey-upstream.ts'
import { openJourneyWorld } from '../journey-world.ts'

it('D13: the same stock clip for every prompt is kept, and flagged as another job’s, at every vendor', async () => {
  await using world = await openJourneyWorld({
    speed: 600,
    upstreams: vendors.map((vendor) => ({ name: vendor, profile: vendor })),
    simulator: { xaiRequestsPerSecond: null },
  })
  for (const vendor of vendors) {
    for (const scene of ['a lighthouse', 'a tram', 'a fox']) {
      await world.addJob(vendor, { prompt: `${scene} at ${vendor} [sim:stock_clip]` })
    }
    // Takes of one prompt may be alike, and clips of their own are.
    await world.addJob(vendor, { prompt: `a clip of its own at ${vendor}` })
  }
  await world.startWorker()
  expect(await world.waitUntilSettled()).toEqual({ archived: 16 })

  const jobs = await world.allJobs()
  for (const vendor of vendors) {
    const own = jobs.filter(({ upstream }) => upstream === vendor)
    const stock = own.filter(({ prompt }) => prompt.includes('stock_clip'))
    const flagged = stock.filter(({ mismatch }) => mismatch.some(({ field }) => field === 'content'))
    // The first of all has nothing to be compared with.
    expect(flagged.length, vendor).toBeGreaterThanOrEqual(2)
    for (const { mismatch, chargedTicks, prompt } of flagged) {
      const [content] = mismatch
      expect(content).toMatchObject({ field: 'content', asked: 'a clip of its own', ticks: null })
      const twin = jobs.find(({ id }) => content?.got.endsWith(id))
      expect(twin?.prompt).toContain('stock_clip')
      expect(twin?.prompt).not.toBe(prompt)
      expect(chargedTicks).toBeGreaterThan(0n)
    }
    const others = own.filter((job) => !stock.includes(job))
    expect(others.flatMap(({ mismatch }) => mismatch)).toEqual([])
  }
})
