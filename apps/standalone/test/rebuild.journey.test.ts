import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { hasRedis, waitUntil } from '@reelkeep/testing'
import { expect, test } from 'vitest'
import { adminKey, openRecordWorld, type RecordWorld, upstreamKey } from './record-world.ts'
import { settled, told } from './told.ts'

const rows = [
  ...Array.from({ length: 6 }, (_, index) => `"a lake, number ${index}",row-${index},=1+${index}`),
  'a hill [sim:failed],failing,x',
  'a tower [sim:moderated],moderated,x',
  'a ship [sim:lost_reply],unconfirmed,x',
  'a canceled wood,canceled,x',
]

test.skipIf(!hasRedis())(
  'the database dropped and rebuilt from the bucket gives the same export, costs and histories',
  async () => {
    await using world = await openRecordWorld()
    const batchId = await liveThrough(world)
    const before = await told(world, batchId)
    const spoken = await everyRecord(world)
    await world.stop()

    await world.loseDatabase()
    await world.startApi()
    const looked = await world.reelkeep('rebuild', '--dry-run')
    expect(looked.out).toContain('11 jobs found in the bucket: 11 would be restored, 0 there already.')
    expect(await count(world)).toBe(0)
    const rebuilt = await world.reelkeep('rebuild')
    expect(rebuilt).toMatchObject({ code: 0 })
    expect(rebuilt.out).toContain('11 jobs found in the bucket: 11 restored, 0 there already.')
    expect(await told(world, batchId)).toEqual(before)

    const again = await world.reelkeep('rebuild')
    expect(again.out).toContain('0 restored, 11 there already')
    expect(again.out).toContain('Nothing to restore')
    expect(again.code).toBe(0)
    expect(await told(world, batchId)).toEqual(before)

    expect(before.csv).toMatch(/^\ufeffprompt,custom_id,note,model,reelkeep_export_version,reelkeep_row,/)
    expect(before.csv).toContain(`"a lake, number 3",row-3,"'=1+3",grok_video3,1,4,job_`)
    for (const [key, text] of spoken) {
      expect([key, text.includes(upstreamKey), text.includes(adminKey)]).toEqual([key, false, false])
      expect([key, /https?:\/\/[^"]*(\.mp4|sign|token|expires)/i.test(text)]).toEqual([key, false])
    }
  },
)

test.skipIf(!hasRedis())(
  'a broken record, a clip that is gone and a row in doubt are named, and nothing in doubt is sent again',
  async () => {
    await using world = await openRecordWorld()
    await world.startApi()
    const batchId = await postBatch(world, 'in doubt', ['a lake,1,x', 'a hill,2,x', 'a tower,3,x'])
    await world.startWorker()
    await settled(world)
    await world.waitUntilRecorded()
    const clips = await world.db.sql<{ key: string }[]>`select key from clips order by key`
    const [broken = '', gone = ''] = clips.map(({ key }) => key)
    // Written down as queued and as being sent, and who knows what happened since.
    await world.stop()
    await world.startApi()
    await postBatch(world, 'still queued', ['a wood,1,x'])
    const single = await world.ask('/v1/jobs', { prompt: 'alone', model: 'grok_video3' })
    await world.startWorker()
    await settled(world)
    await world.waitUntilRecorded()
    const manifest = await packedAsQueued(world, 'still queued')
    await world.stop()

    await world.store.putRecord(recordOf(broken), '{"schema":"reelkeep.job/1","job":{}}')
    await world.store.putRecord(gone, 'somebody else wrote this')
    await world.store.putRecord(manifest.key, manifest.packed)
    await world.store.putRecord(manifest.sidecar, '{}')
    await world.loseDatabase()
    await world.startApi()
    const rebuilt = await world.reelkeep('rebuild')
    expect(rebuilt.code).toBe(1)
    expect(rebuilt.out).toContain(`${recordOf(broken)}: not a record of a job: recorded_at`)
    expect(rebuilt.out).toContain(`${recordOf(gone)}: its clip ${gone} has 24 bytes, not `)
    expect(rebuilt.out).toMatch(/"still queued" stays paused: 1 of its rows/)

    await world.startWorker()
    await waitUntil(async () => ((await world.tasks()).length > 0 ? true : null), {
      what: 'the simulator',
    })
    const states = await world.db.sql<{ name: string | null; state: string }[]>`
      select b.name, j.state from jobs j left join batches b on b.id = j.batch_id order by j.id`
    expect(states).toContainEqual({ name: 'still queued', state: 'queued' })
    const shown = await world.ask(`/v1/jobs/${single.id}`)
    expect(shown.state).toBe('archived')
    const batch = await world.ask(`/v1/batches/${batchId}`)
    expect(batch).toMatchObject({ state: 'finished', counts: { archived: 2, total: 2 } })
    expect((await world.tasks()).length).toBe(5)
  },
)

test.skipIf(!hasRedis())(
  'rows that come back into a running batch are held with it, and a forged record gets no key of ours',
  async () => {
    await using world = await openRecordWorld()
    await world.startApi()
    await postBatch(world, 'appended to', ['a lake,1,x'])
    await world.startWorker()
    await settled(world)
    await world.waitUntilRecorded()
    await world.stop()
    await world.startApi()
    await postBatch(world, 'sent since', ['a wood,1,x'])
    const { manifest, head, queued, archived } = await recordsOf(world, 'appended to')
    const [waiting] = await world.db.sql<{ id: string; batch: string; created_at: Date }[]>`
      select j.id, b.id as batch, j.created_at from jobs j join batches b on b.id = j.batch_id where b.name = 'sent since'`
    // The database is a backup: it knows nothing of a second row, nor that the row of the other batch was sent.
    const second = { ...queued, job: { ...renamed(queued.job, 'a'), batch_row: 2, row_key: 'second' } }
    await world.store.putRecord(manifest, gzipSync(`${head}\n${JSON.stringify(second)}\n`))
    const sent = {
      ...archived,
      batch: { ...archived.batch, id: waiting?.batch, name: 'sent since' },
      job: { ...archived.job, id: waiting?.id },
    }
    await world.store.putRecord('admin/sent-since/1.json', JSON.stringify(sent))
    const forged = {
      ...archived,
      batch: null,
      clip: null,
      ledger: [],
      job: {
        ...renamed(archived.job, 'b'),
        batch_row: null,
        row_key: null,
        account_ids: [],
        finished_at: null,
        charged_ticks: null,
        reported_ticks: null,
        rendered_at: null,
        state: 'rendering',
      },
      submissions: archived.submissions.map((each: object) => ({
        ...renamed(each, 'b'),
        status: 'accepted',
        settled_at: null,
        task_id: 'task-of-a-stranger',
        base_url: 'http://127.0.0.1:9/elsewhere',
      })),
    }
    await world.store.putRecord('admin/forged.json', JSON.stringify(forged))

    const rebuilt = await world.reelkeep('rebuild')
    expect(rebuilt.out).toMatch(/"appended to" stays paused: 1 of its rows/)
    expect(rebuilt.out).toContain('the database is older than this record: it has the job as queued')
    expect(rebuilt.out).toContain(`${forged.job.id}: made at an address that is not the base_url`)
    const batches = await world.db.sql<{ name: string; state: string; held: boolean }[]>`
      select name, state, restored_at is not null as held from batches order by name`
    expect(batches).toEqual([
      { name: 'appended to', state: 'paused', held: true },
      { name: 'sent since', state: 'paused', held: true },
    ])
    expect(rebuilt.out).not.toContain('the database refuses it')
    const [submission] = await world.db.sql`
      select task_id, credential_id from submissions where job_id = ${forged.job.id}`
    expect(submission).toEqual({ task_id: 'task-of-a-stranger', credential_id: null })
  },
)

async function liveThrough(world: RecordWorld): Promise<string> {
  await world.startApi()
  const batchId = await postBatch(world, 'a whole life', rows)
  await world.ask('/v1/jobs', { prompt: 'alone', model: 'grok_video3', duration: 6, name: 'single' })
  const canceled = await jobOf(world, 'canceled')
  await world.ask(`/v1/jobs/${canceled}/cancel`, {})
  await world.startWorker()
  await settled(world)
  const unconfirmed = await jobOf(world, 'unconfirmed')
  const task = (await world.tasks()).find(({ prompt }) => prompt.includes('a ship'))
  const bound = await world.reelkeep(
    'resolve',
    unconfirmed,
    '--bind',
    task?.id ?? '',
    '--reason',
    'seen there',
  )
  expect(bound.code).toBe(0)
  await settled(world)
  await world.waitUntilRecorded()
  return batchId
}

async function postBatch(world: RecordWorld, name: string, lines: readonly string[]): Promise<string> {
  const path = join(tmpdir(), `${name.replaceAll(' ', '-')}-${process.pid}.csv`)
  await writeFile(
    path,
    `prompt,custom_id,note,model\n${lines.map((line) => `${line},grok_video3`).join('\n')}\n`,
  )
  const sent = await world.reelkeep('--json', 'submit', path, '--name', name, '--yes')
  expect(sent).toMatchObject({ code: 0, err: expect.anything() })
  const { data } = await world.ask(`/v1/batches?name=${encodeURIComponent(name)}`)
  return data[0].id
}

async function jobOf(world: RecordWorld, customId: string): Promise<string> {
  const [row] = await world.db.sql<{ id: string }[]>`select id from jobs where custom_id = ${customId}`
  return row?.id ?? ''
}

async function count(world: RecordWorld): Promise<number> {
  const [row] = await world.db.sql<{ count: number }[]>`select count(*)::int as count from jobs`
  return row?.count ?? -1
}

/** Every record in the bucket, unpacked. */
async function everyRecord({ store }: RecordWorld): Promise<[string, string][]> {
  const records: [string, string][] = []
  for await (const { key } of store.list('')) {
    if (/\.mp4$/.test(key)) continue
    records.push([
      key,
      key.endsWith('.gz') ? await unpacked(store, key) : ((await store.readRecord(key, 1e7)) ?? ''),
    ])
  }
  expect(records.map(([key]) => key).filter((key) => key.endsWith('.json')).length).toBeGreaterThanOrEqual(8)
  return records
}

async function unpacked(store: RecordWorld['store'], key: string): Promise<string> {
  const found = await store.read(key)
  if (found.outcome !== 'bytes') throw new Error(`${key} is gone`)
  return gunzipSync(Buffer.concat(await found.body.toArray())).toString('utf8')
}

/** What was written of a batch of one row, and its row as it was while queued. */
async function recordsOf(world: RecordWorld, name: string) {
  const { key, sidecar, packed } = await packedAsQueued(world, name)
  const [head = '', queued = ''] = gunzipSync(packed).toString('utf8').split('\n')
  const archived = JSON.parse((await world.store.readRecord(sidecar, 1e7)) ?? '')
  return { manifest: key, head, queued: JSON.parse(queued), archived }
}

/** Another one of the same kind. */
function renamed(row: object, letter: string) {
  const { id, clip_key } = row as { id: string; clip_key?: string }
  return {
    ...row,
    id: `${id.slice(0, -3)}${letter.repeat(3)}`,
    ...(clip_key !== undefined && { clip_key: `${letter}/${clip_key}` }),
  }
}

/** A manifest as it would have been written while its one row was still queued. */
async function packedAsQueued(world: RecordWorld, name: string) {
  const key = `admin/${name.replaceAll(' ', '-')}/`
  const found: string[] = []
  for await (const object of world.store.list(key)) found.push(object.key)
  const manifest = found.find((each) => each.includes('manifest-')) ?? ''
  const sidecar = found.find((each) => each.endsWith('.json')) ?? ''
  const [head = ''] = (await unpacked(world.store, manifest)).split('\n')
  const document = JSON.parse((await world.store.readRecord(sidecar, 1e7)) ?? '')
  const job = {
    ...document.job,
    state: 'queued',
    finished_at: null,
    submissions: 0,
    due_at: document.job.created_at,
    reserved_ticks: '0',
    charged_ticks: null,
    version: 1,
    last_seq: 1,
  }
  const queued = { ...document, job, clip: null, submissions: [], events: document.events.slice(0, 1) }
  const running = {
    ...JSON.parse(head),
    batch: { ...JSON.parse(head).batch, state: 'running', finished_at: null },
  }
  return {
    key: manifest,
    sidecar,
    packed: gzipSync(`${JSON.stringify(running)}\n${JSON.stringify(queued)}\n`),
  }
}

function recordOf(clipKey: string): string {
  return clipKey.replace(/\.mp4$/, '.json')
}
