import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSpool } from '../src/spool.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'reelkeep-spool-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const acceptance = (number: number) => ({
  jobId: `job_${number}`,
  submissionId: `sub_${number}`,
  taskId: `video_${number}`,
  upstreamStatus: 'queued',
})

describe('the spool', () => {
  it('has an acceptance on disk when keep resolves, for another worker to find', async () => {
    const dead = openSpool(directory, 'worker_dead')
    await Promise.all([1, 2, 3].map((number) => dead.keep(acceptance(number))))
    const [left] = await openSpool(directory, 'worker_next').left()
    expect(left).toEqual({ workerId: 'worker_dead', acceptances: [1, 2, 3].map(acceptance) })
  })

  it('does not believe a line that a kill cut short', async () => {
    const dead = openSpool(directory, 'worker_dead')
    await dead.keep(acceptance(1))
    await appendFile(join(directory, 'worker_dead.ndjson'), '{"jobId":"job_2","submissionId":"su')
    const [left] = await openSpool(directory, 'worker_next').left()
    expect(left?.acceptances).toEqual([acceptance(1)])
  })

  it('reads what follows half a line that a full disk left', async () => {
    const spool = openSpool(directory, 'worker_full')
    await spool.keep(acceptance(1))
    await appendFile(join(directory, 'worker_full.ndjson'), '{"jobId":"job_2","submissionId":"su')
    await spool.keep(acceptance(3))
    const [left] = await openSpool(directory, 'worker_next').left()
    expect(left?.acceptances).toEqual([acceptance(1), acceptance(3)])
  })

  it('is on disk again after another worker took its owner for dead and removed it', async () => {
    const spool = openSpool(directory, 'worker_cut_off')
    const next = openSpool(directory, 'worker_next')
    await spool.keep(acceptance(1))
    await next.drop('worker_cut_off')
    await spool.keep(acceptance(2))
    const [left] = await next.left()
    expect(left?.acceptances).toEqual([acceptance(2)])
  })

  it('leaves nothing behind once the database has everything, and its file until then', async () => {
    const spool = openSpool(directory, 'worker_1')
    await spool.keep(acceptance(1))
    await spool.keep(acceptance(2))
    spool.forget('sub_1')
    await spool.close()
    expect(await readdir(directory)).toEqual(['worker_1.ndjson'])
    const again = openSpool(directory, 'worker_2')
    await again.keep(acceptance(3))
    again.forget('sub_3')
    await again.close()
    expect(await readdir(directory)).toEqual(['worker_1.ndjson'])
  })

  it('does not grow with what the database has', async () => {
    const spool = openSpool(directory, 'worker_1')
    for (let number = 1; number <= 3_000; number += 100) {
      const group = Array.from({ length: 100 }, (_, index) => acceptance(number + index))
      await Promise.all(group.map((each) => spool.keep(each)))
      for (const { submissionId } of group) spool.forget(submissionId)
    }
    const lines = (await readFile(join(directory, 'worker_1.ndjson'), 'utf8'))
      .split('\n')
      .filter((line) => line !== '')
    expect(lines.length).toBeLessThan(1_200)
    expect(lines.at(-1)).toBe(JSON.stringify(acceptance(3_000)))
    await spool.close()
  })
})
