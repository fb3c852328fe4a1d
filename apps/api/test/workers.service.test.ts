import { reelkeepVersion } from '@reelkeep/core'
import { saveHeartbeat } from '@reelkeep/db'
import { aJob, insertJob } from '@reelkeep/testing'
import { expect, test } from 'vitest'
import { keyHeader, makeKey } from './keys.ts'
import { startTestApi } from './start-test-api.ts'

test('workers are told alive or silent, with their version and what they hold; and what others’ jobs make of them only to who steers', async () => {
  await using api = await startTestApi()
  const own = await insertJob(api.db, aJob({ upstream: 'globalaiopc', state: 'rendering' }))
  const beat = { host: 'box', pid: 7, version: 'v24.0.0', state: 'running', inHand: 3 } as const
  const lanes = { poll: { count: 3, jobs: [own.id, 'job_of_nobody'] }, submit: { count: 0, jobs: [] } }
  await saveHeartbeat(api.db, { ...beat, workerId: 'w1', detail: { reelkeep: reelkeepVersion, lanes } })
  const { body } = await api.call('GET', '/v1/workers')
  expect(body).toMatchObject({ versions_differ: false, alive: 1, api: { version: reelkeepVersion } })
  expect(body.data).toMatchObject([
    {
      id: 'w1',
      host: 'box',
      pid: 7,
      version: reelkeepVersion,
      node: 'v24.0.0',
      alive: true,
      silent_since: null,
      in_hand: 3,
      lanes: [
        { step: 'submit', in_hand: 0, job_ids: [] },
        { step: 'poll', in_hand: 3, job_ids: [own.id] },
      ],
    },
  ])
  const other = await makeKey(api, { scopes: ['read'], owner: 'ada' })
  const theirs = await api.call('GET', '/v1/workers', undefined, keyHeader(other.secret))
  expect(theirs.body.data[0]).toMatchObject({ alive: true, host: null, pid: null, in_hand: null })
  expect(theirs.body.data[0].lanes[1]).toEqual({ step: 'poll', in_hand: null, job_ids: [] })

  await saveHeartbeat(api.db, { ...beat, workerId: 'w2', detail: { reelkeep: '0.0.1' } })
  await api.db.sql`update worker_heartbeats set beat_at = now() - interval '2 minutes' where worker_id = 'w1'`
  const later = (await api.call('GET', '/v1/workers')).body
  expect([later.alive, later.versions_differ]).toEqual([1, true])
  expect(later.data.map(({ id, alive }: { id: string; alive: boolean }) => [id, alive])).toEqual([
    ['w2', true],
    ['w1', false],
  ])
  expect(later.data[1].silent_since).toBe(later.data[1].beat_at)
})
