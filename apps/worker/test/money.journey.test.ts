import { ticksFromBill } from '@reelkeep/core'
import {
  adminKeyId,
  adminOwnerId,
  type BilledTask,
  createReconciliation,
  listReconciliationLines,
  listReconciliations,
  newAccountId,
  newReconciliationId,
} from '@reelkeep/db'
import { waitUntil } from '@reelkeep/testing'
import { expect, it } from 'vitest'
import { type JourneyWorld, openJourneyWorld } from './journey-world.ts'

const inFlight = 4
const upstream = 'xai'

it('a vendor that bills half as much again passes a cap by no more than what was in flight, and its bill is ours', async () => {
  await using world = await openJourneyWorld({
    upstreams: [
      {
        name: upstream,
        profile: 'xai',
        settings: { max_in_flight: inFlight, requests_per_minute: 6_000, polls_per_minute: 60_000 },
      },
    ],
    simulator: { scenarios: { overcharged: { rate: 1, value: 1.5 } }, xaiRequestsPerSecond: null },
  })
  const jobs = []
  for (let index = 0; index < 16; index += 1) {
    jobs.push(await world.addJob(upstream, { prompt: `dear ${index}`, durationS: 6 }))
  }
  const quote = jobs[0]?.quotedTicks ?? 0n
  const cap = quote * 8n
  await world.db.sql`
    insert into accounts (id, owner_id, kind, key_id, cap_ticks, carried_ticks)
    values (${newAccountId()}, ${adminOwnerId}, 'key', ${adminKeyId}, ${cap}, 0)`
  await world.startWorker()
  const spent = await waitUntil(
    async () => {
      const states = await world.states()
      const moving = ['submitting', 'rendering', 'archiving'].some((state) => states[state])
      const [account] = await world.db.sql<[{ charged_ticks: bigint }]>`select charged_ticks from accounts`
      return !moving && account.charged_ticks + quote > cap ? account.charged_ticks : null
    },
    { what: 'the cap to be met', timeoutMs: 60_000 },
  )
  // Each of those in flight may cost more than was reserved for it by the difference, and no other.
  expect(spent - cap).toBeLessThanOrEqual(BigInt(inFlight) * (quote / 2n))
  const states = await world.states()
  expect(states.queued).toBeGreaterThan(0)
  expect(BigInt(states.archived ?? 0) * ((quote * 3n) / 2n)).toBe(spent)
  if (process.env.JOURNEY_LOG_LEVEL !== undefined) {
    process.stdout.write(`quote ${quote}, cap ${cap}, spent ${spent}, ${states.archived} archived\n`)
  }

  const bill = await billOf(world)
  expect(await reconcile(world, bill)).toMatchObject({
    verdicts: {
      matched: { lines: states.archived, billedTicks: spent },
      different: { lines: 0 },
      missing: { lines: 0 },
      extra: { lines: 0 },
    },
  })
  const [first, ...others] = bill
  if (first === undefined) throw new Error('the bill is empty')
  const { id, verdicts } = await reconcile(world, [{ ...first, ticks: first.ticks + 1n }, ...others])
  expect(verdicts).toMatchObject({ matched: { lines: bill.length - 1 }, different: { lines: 1 } })
  const page = { id, verdicts: ['different' as const], after: 0, limit: 10 }
  expect(await listReconciliationLines(world.db, adminOwnerId, page)).toMatchObject([
    { taskId: first.taskId, billedTicks: first.ticks + 1n, bookedTicks: first.ticks },
  ])
})

/** What the simulator lets us download, as a vendor would. */
async function billOf({ simulator }: JourneyWorld): Promise<BilledTask[]> {
  const response = await fetch(`${simulator.url}/console/bill.json?mount=xai`)
  const { data } = (await response.json()) as {
    data: { task_id: string; created_at: string; model: string; amount_usd: string }[]
  }
  return data.map((line, index) => ({
    taskId: line.task_id,
    ticks: ticksFromBill(line.amount_usd, 'usd') ?? -1n,
    at: new Date(line.created_at),
    model: line.model,
    fileLines: [index + 1],
  }))
}

async function reconcile({ db }: JourneyWorld, tasks: readonly BilledTask[]) {
  const id = newReconciliationId()
  await createReconciliation(db, {
    id,
    ownerId: adminOwnerId,
    keyId: adminKeyId,
    upstream,
    fileName: null,
    fileSha256: '0'.repeat(64),
    format: 'json',
    columns: {},
    tasks,
    lineCount: tasks.length,
    billTicks: tasks.reduce((sum, { ticks }) => sum + ticks, 0n),
    from: new Date(0),
    to: new Date(Date.now() + 60_000),
    requestId: 'test',
  })
  const [made] = await listReconciliations(db, adminOwnerId, { id, before: null, limit: 1 })
  if (made === undefined) throw new Error('the reconciliation is gone')
  return made
}
