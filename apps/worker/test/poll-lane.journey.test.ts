// One upstream whose polls are few and far between must not hold up what another has rendered.
import { setGate } from '@reelkeep/db'
import { waitUntil } from '@reelkeep/testing'
import { expect, it } from 'vitest'
import { openJourneyWorld } from './journey-world.ts'

it('a line for the polls of one upstream leaves places for those of another', async () => {
  await using world = await openJourneyWorld({
    speed: 60,
    upstreams: [
      { name: 'slow', profile: 'xingchaoyiqing' },
      { name: 'quick', profile: 'globalaiopc' },
    ],
  })
  const polls = 2
  const worker = { concurrency: { ...world.config.concurrency, poll: polls } }
  const slow = Array.from({ length: 3 * polls }, (_, number) =>
    world.addJob('slow', { prompt: `slow ${number}` }),
  )
  const { id } = await world.addJob('quick', { prompt: 'quick' })
  await world.startWorker(worker)
  await setGate(world.db, 'slow', { pollsPerMinute: 0 })
  await Promise.all(slow)
  await waitUntil(async () => (await world.jobs([id]))[0]?.state === 'archived', {
    what: 'the clip of the other upstream',
  })
  expect((await world.states()).archived).toBeLessThanOrEqual(polls)
})
