import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasRedis } from '@reelkeep/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRecordWorld, type RecordWorld } from './record-world.ts'
import { settled, told } from './told.ts'

const folder = mkdtempSync(join(tmpdir(), 'reelkeep-kept-'))
const batchOf: Record<string, string> = {}
let world: RecordWorld

/** Two clips that were bought, two copies of them, one that was made elsewhere, and one task that nobody knows. */
beforeAll(async () => {
  if (!hasRedis()) return
  world = await openRecordWorld()
  await world.startApi()
  await world.startWorker()
  await submit('bought')
  await settled(world)
  await submit('copied', '--reuse')
  const taken = await world.makeElsewhere('a heron lands')
  const tasks = file(
    'tasks.csv',
    `task_id,custom_id,prompt,model,duration\n${taken},heron,a heron lands,grok_video3,6\nvideo_mistyped,typo,,,\n`,
  )
  expect(await world.reelkeep('adopt', tasks, '--batch', 'adopted', '--upstream', 'rehearsal')).toMatchObject(
    { code: 0 },
  )
  await settled(world)
  for (const { id, name } of (await world.ask('/v1/batches')).data) batchOf[name] = id
})

afterAll(async () => {
  await world?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

test.skipIf(!hasRedis())(
  'each damaged clip is named by a scrub and mended for nothing, from a copy of ours or from its upstream',
  async () => {
    const { tasks: before } = { tasks: (await world.tasks()).length }
    expect(before).toBe(3)
    expect((await world.reelkeep('scrub', '--all')).out).toContain('Each is what was kept.')
    const [lake, copy, heron] = [
      await clipOf('bought', 'lake'),
      await clipOf('copied', 'hill'),
      await clipOf('adopted', 'heron'),
    ]
    // As many bytes, fewer bytes, and a copy: each has another way back.
    await world.store.putRecord(lake.key, Buffer.alloc(lake.bytes, 'x'))
    await world.store.putRecord(copy.key, 'cut off')
    await world.store.putRecord(heron.key, 'cut off')
    const found = await world.reelkeep('scrub', '--all')
    expect(found.code).toBe(1)
    expect(found.out).toContain('5 clips of 5 read and hashed again')
    expect(found.out).toContain(`${lake.job}: ${lake.key} has other bytes`)
    expect(found.out).toContain(`${copy.job}: ${copy.key} has 7 bytes, not ${copy.bytes}`)
    expect(found.out).toContain(`${heron.job}: ${heron.key} has 7 bytes, not ${heron.bytes}`)
    expect((await world.ask(`/v1/jobs/${lake.job}`)).clip.damage).toBe('other_hash')

    const ids = [lake, copy, heron].flatMap(({ job }) => ['--id', job])
    const mended = await world.reelkeep('bulk', 'rearchive', ...ids, '--yes')
    expect([mended.code, mended.err + mended.out]).toEqual([0, expect.stringContaining('3')])
    expect(await world.reelkeep('scrub', '--all')).toMatchObject({ code: 0 })
    for (const { job, sha256 } of [lake, copy, heron]) {
      const { clip } = await world.ask(`/v1/jobs/${job}`)
      expect([clip.damage, clip.sha256, await hashOf(clip.key)]).toEqual([null, sha256, sha256])
      const kinds = (await world.ask(`/v1/jobs/${job}/events`)).data.map(({ kind }: { kind: string }) => kind)
      expect(kinds.slice(-2)).toEqual(['clip-damaged', 'clip-mended'])
    }
    expect((await world.tasks()).length).toBe(before)
  },
)

test.skipIf(!hasRedis())(
  'adopted, copied and mended clips come back from the bucket as they were, and none is bought or adopted again',
  async () => {
    await world.waitUntilRecorded()
    // The bucket does not say when a clip was last looked at: a rebuilt one is looked at anew.
    await world.db.sql`update clips set checked_at = null`
    const ids = Object.values(batchOf)
    const before = await allTold(ids)
    const tasks = await world.tasks()
    await world.stop()
    await world.loseDatabase()
    await world.startApi()
    const rebuilt = await world.reelkeep('rebuild')
    expect(rebuilt.out).toContain('6 jobs found in the bucket: 6 restored, 0 there already.')
    expect(rebuilt).toMatchObject({ code: 0 })
    expect(await allTold(ids)).toEqual(before)

    await world.startWorker()
    expect(await world.reelkeep('scrub', '--all')).toMatchObject({ code: 0 })
    const adopted = await world.reelkeep(
      '--json',
      'adopt',
      join(folder, 'tasks.csv'),
      '--batch',
      'adopted',
      '--upstream',
      'rehearsal',
    )
    expect(JSON.parse(adopted.out)).toMatchObject({ adopted: 0, known: 2, refused: 0 })
    await submit('copied again', '--reuse')
    await settled(world)
    const { data } = await world.ask('/v1/batches?name=copied%20again')
    expect(data[0]).toMatchObject({ counts: { archived: 2, total: 2 }, cost: { charged_ticks: '0' } })
    const retried = await world.reelkeep('retry', (await clipOf('adopted', 'typo')).job, '--yes')
    expect(retried.code).toBe(2)
    expect(await world.tasks()).toEqual(tasks)
  },
)

/** One after the other: they write the same file. */
async function allTold(ids: readonly string[]) {
  const answers = []
  for (const id of ids) answers.push(await told(world, id))
  return answers
}

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

async function submit(name: string, ...options: readonly string[]): Promise<void> {
  const rows = ['a lake at dawn,lake', 'a hill at noon,hill'].map((row) => `${row},grok_video3,6`)
  const path = file(`${name}.csv`, `prompt,custom_id,model,duration\n${rows.join('\n')}\n`)
  const sent = await world.reelkeep('submit', path, '--name', name, '--yes', ...options)
  expect([name, sent.code, sent.err]).toEqual([name, 0, expect.stringContaining('2 created')])
}

async function clipOf(batch: string, customId: string) {
  const { data } = await world.ask(`/v1/jobs?batch=${batchOf[batch]}&custom_id=${customId}`)
  const [{ id, clip }] = data
  return {
    job: id as string,
    key: clip?.key as string,
    bytes: clip?.bytes as number,
    sha256: clip?.sha256 as string,
  }
}

async function hashOf(key: string): Promise<string> {
  const found = await world.store.read(key)
  if (found.outcome !== 'bytes') throw new Error(`${key} is gone`)
  const hash = createHash('sha256')
  for await (const chunk of found.body) hash.update(chunk)
  return hash.digest('hex')
}
