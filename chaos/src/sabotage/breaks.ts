import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Evidence } from '../invariants/invariant.ts'
import type { InvariantName } from '../row.ts'
import type { OpenChaosWorld } from '../world/open-world.ts'

/** A finished world in which a promise is broken by hand: its invariant must see that. */
export type Break = {
  readonly breaks: InvariantName
  readonly what: string
  readonly make: (world: OpenChaosWorld) => Promise<unknown>
  /** Instead: evidence that tells of a broken world. */
  readonly evidence?: (evidence: Evidence) => Evidence
}

const anArchived = `(select id from jobs where state = 'archived' order by id limit 1)`
const sumAccounts = `
  update accounts a set charged_ticks =
    (select coalesce(sum(j.charged_ticks), 0) from jobs j where a.id = any (j.account_ids))`

export const allBreaks: readonly Break[] = [
  broken('I1', 'a submission that bought a clip is called not sent', [
    `update submissions set status = 'not_sent' where job_id = ${anArchived}`,
  ]),
  broken('I1', 'a doubt is called ended, and nobody is on record for it', [
    `update submissions set status = 'resolved_absent', settled_at = now() where status = 'unknown'`,
  ]),
  broken('I2', 'a task is bound to nothing', [
    `update submissions set task_id = null where job_id = ${anArchived}`,
  ]),
  {
    breaks: 'I3',
    what: 'a byte of a stored clip is another',
    make: async (world) => {
      const [clip] = await world.postgres.execute<{ key: string }>(
        'select key from clips order by key limit 1',
      )
      await world.store.flipByte(clip?.key ?? '', 100)
    },
  },
  {
    breaks: 'I3',
    what: 'half a clip stands under the key of a job that has not ended well',
    make: async (world) => {
      const [job] = await world.postgres.execute<{ clip_key: string }>(
        `update jobs set clip_key = (select clip_key from jobs where state = 'archived' order by id desc limit 1) || '.mp4'
         where state = 'unconfirmed' returning clip_key`,
      )
      const [clip] = await world.postgres.execute<{ key: string }>(
        'select key from clips order by key limit 1',
      )
      const whole = await world.store.read(clip?.key ?? '')
      await writeFile(join(world.dataDir, 's3', world.bucket, job?.clip_key ?? ''), whole.subarray(0, 1_000))
    },
  },
  broken('I4', 'a job never comes to its end', [
    `update jobs set state = 'rendering', finished_at = null, due_at = now() + interval '1 day', next_step = 'poll' where id = ${anArchived}`,
  ]),
  broken('I5', 'an event is gone from the middle of a history', [
    `delete from job_events where job_id = (select max(id) from jobs where state = 'archived') and seq = 2`,
  ]),
  broken('I5', 'a submission is committed after its task was made', [
    `update submissions set sent_at = sent_at + interval '1 hour' where task_id is not null`,
  ]),
  broken('I5', 'that it was sent was never committed', [
    `update submissions set sent_at = null where task_id is not null`,
  ]),
  broken('I5', 'a job ends otherwise than its history', [
    `update jobs set state = 'canceled', reason = 'by_user' where id = (select max(id) from jobs where state = 'archived')`,
  ]),
  broken('I6', 'a clip is charged at a tick more than it cost', [
    `update ledger_entries set ticks = ticks + 1 where kind = 'charged'`,
    `update jobs set charged_ticks = charged_ticks + 1 where charged_ticks is not null`,
    sumAccounts,
  ]),
  broken('I6', 'a charge for nothing that was made', [
    `insert into ledger_entries (charge_key, job_id, owner_id, batch_id, submission_id, upstream, model, kind, debit,
       credit, ticks, source, simulated)
     select charge_key || '-again', job_id, owner_id, batch_id, submission_id, upstream, model, 'charged', 'spent',
       credit, ticks, source, simulated from ledger_entries where kind = 'contingent'`,
    `update jobs set charged_ticks = contingent_ticks where contingent_ticks is not null`,
    sumAccounts,
  ]),
  broken('I6', 'a doubt is not booked whole', [
    `update ledger_entries set ticks = ticks - 1 where kind = 'contingent'`,
  ]),
  broken('I7', 'an ending leaves no notice', [`delete from outbox where id = (select min(id) from outbox)`]),
  broken('I8', 'what was kept moves on', [
    `insert into job_events (job_created_on, job_id, seq, kind, from_state, to_state, detail)
     select created_on, id, last_seq + 1, 'rendered', 'archived', 'archiving', '{}' from jobs where state = 'archived' limit 1`,
  ]),
  broken('I8', 'what failed is begun again an hour after a person was there', [
    `insert into audit_entries (owner_id, actor, action, target) select owner_id, 'key', 'job-retried', id from jobs`,
    `insert into job_events (job_created_on, job_id, seq, kind, from_state, to_state, detail, at)
     select created_on, id, last_seq + 2, 'retry-asked', 'failed', 'queued', '{}', now() + interval '1 hour'
     from jobs limit 1`,
  ]),
  {
    breaks: 'I9',
    what: 'a key is in a log',
    make: ({ dataDir, secrets }) =>
      appendFile(join(dataDir, 'logs', 'worker-1.log'), `asked with ${secrets.upstreamKey}\n`),
  },
  {
    breaks: 'I9',
    what: 'a prompt is in Redis',
    make: async ({ postgres, redis }) => {
      const [job] = await postgres.execute<{ prompt: string }>('select prompt from jobs limit 1')
      await redis.command('SET', 'broken', job?.prompt ?? '')
    },
  },
  broken('I9', 'a signed link is in an error', [
    `update submissions set message = 'GET /files/abcdefghijklmnopqrstuv-1' where job_id = ${anArchived}`,
  ]),
  {
    breaks: 'I10',
    what: 'a file is left behind',
    make: ({ dataDir }) => writeFile(join(dataDir, 's3', '.meta', 'temporary', 'left'), 'x'),
  },
  {
    breaks: 'I10',
    what: 'the processes hold far more than at rest',
    make: () => Promise.resolve(),
    evidence: (evidence) => ({
      ...evidence,
      baseline: { api: nothing, worker: { ...nothing, sockets: -1_000 } },
    }),
  },
  {
    breaks: 'I10',
    what: 'no worker is left that could be measured',
    make: ({ workers }) => Promise.all(workers().map((worker) => worker.kill())),
  },
]

const nothing = { residentBytes: -(1024 ** 3), sockets: 0 }

/** Past every rule of the database: what would refuse this is not what is tried here. */
function broken(breaks: InvariantName, what: string, statements: readonly string[]): Break {
  const all = statements.map((statement) => `${statement};`).join('\n')
  return {
    breaks,
    what,
    make: ({ postgres }) =>
      postgres.execute(`do $$ begin set local session_replication_role = replica; ${all} end $$`),
  }
}
