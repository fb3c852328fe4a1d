// Section D of the reference: 27 ways in which such systems were seen to fail. Each case is met at every vendor where it
// can occur, through the whole stack, and must end as its row says. Rows 23 and 24 have tests at the api's door as well.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JourneyWorld } from '../journey-world.ts'
import { clipCases } from './clip-cases.ts'
import { expectEnding } from './expect-ending.ts'
import { type Meeting, meetAll, meetingsOf, type Outcome } from './failure-world.ts'
import { pollCases } from './poll-cases.ts'
import { submitCases } from './submit-cases.ts'

const meetings = meetingsOf([...submitCases, ...pollCases, ...clipCases])
let world: JourneyWorld
let outcomeOf: (meeting: Meeting) => Outcome

beforeAll(async () => {
  const met = await meetAll(meetings, { speed: 300, timeoutMs: 60_000 })
  world = met.world
  outcomeOf = met.outcomeOf
})

afterAll(() => world[Symbol.asyncDispose]())

describe.each([...new Set(meetings.map(({ row }) => row))].sort((a, b) => a - b))('D%i', (row) => {
  const own = meetings.filter((meeting) => meeting.row === row)
  it.each(own.map((meeting) => [`D${row}: ${meeting.title}, at ${meeting.vendor}`, meeting] as const))(
    '%s',
    (_, meeting) => {
      expectEnding(meeting, outcomeOf(meeting))
    },
  )
})

describe('all cases together', () => {
  it('are all 27 rows of the table', () => {
    const elsewhere = [13] // stock-clip.journey.test.ts
    const rows = new Set([...meetings.map(({ row }) => row), ...elsewhere])
    expect([...rows].sort((a, b) => a - b)).toEqual(Array.from({ length: 27 }, (_, index) => index + 1))
  })

  it('leave a bill with one line for every task and no task for no job', async () => {
    const { creations, by_task } = await world.bill()
    const expected = meetings.reduce((sum, { ends }) => sum + (ends.creations ?? 1), 0)
    expect(creations).toBe(expected)
    expect(new Set(by_task.map(({ task_id }) => task_id)).size).toBe(creations)
  })
})
