import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { mountNames } from '../src/mounts/mount-names.ts'
import { clientOf } from './a-client.ts'
import { aSimulator } from './a-simulator.ts'

test('each mount has tasks of its own on one port', async () => {
  await using simulator = await aSimulator({ xaiRequestsPerSecond: null })
  const ids = new Map<string, string>()
  for (const mount of mountNames) ids.set(mount, await clientOf(simulator, mount).create('a cat'))
  simulator.pass(1000)
  for (const asked of mountNames) {
    for (const [mount, id] of ids) {
      const { status } = await clientOf(simulator, asked).poll(id)
      expect([asked, mount, status === 200]).toEqual([asked, mount, asked === mount])
    }
    const file = await fetch(await clientOf(simulator, asked).link(ids.get(asked) ?? ''))
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'video/mp4'])
  }
  expect(
    (await simulator.consoleTasks()).map((task) => (task as unknown as { mount: string }).mount),
  ).toEqual([...mountNames])
})

test('stable at 6 s and 480p is refused by GlobalAiOpc and taken by XingChaoYiQing', async () => {
  await using simulator = await aSimulator()
  const body = { model: 'grok_video3_stable', prompt: 'a cat', duration: 6, resolution: '480p' }
  expect((await clientOf(simulator, 'globalaiopc').post('', body)).status).toBe(400)
  expect((await clientOf(simulator, 'xingchaoyiqing').post('', body)).status).toBe(200)
})

test('the first mount is what the option says, the named ones are themselves', async () => {
  await using simulator = await aSimulator({ flavor: 'xingchaoyiqing' })
  const body = { model: 'grok_video3_stable', prompt: 'a cat', duration: 6 }
  expect((await clientOf(simulator, 'default').post('', body)).status).toBe(200)
  expect((await clientOf(simulator, 'globalaiopc').post('', body)).status).toBe(400)
})

test('a restart keeps every task’s mount, fate, shape of replies and cost', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'simulator-'))
  onTestFinished(() => rm(dataDir, { recursive: true }))
  const first = await aSimulator({ dataDir, cometReplies: 'raw', xaiRequestsPerSecond: null })
  const comet = await clientOf(first, 'cometapi').create('a cat')
  const moderated = await clientOf(first, 'xai').create('a cat [sim:moderated_flag]')
  await first.stop()

  const second = await aSimulator({ dataDir, cometReplies: 'wrapped', xaiRequestsPerSecond: null })
  second.pass(1000)
  expect((await clientOf(second, 'cometapi').poll(comet)).json).toMatchObject({
    request_id: comet,
    status: 'done',
  })
  expect((await clientOf(second, 'xai').poll(moderated)).json).toMatchObject({
    video: { respect_moderation: false },
  })
  expect(await second.consoleJson('bill')).toMatchObject({
    by_task: [
      { mount: 'cometapi', charged_ticks: '5000000000', reported_ticks: '4000000000' },
      { mount: 'xai', charged_ticks: '4000000000', reported_ticks: '4000000000' },
    ],
  })
  await second.stop()
})

test('tasks of the days of one mount and one vendor go on', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'simulator-'))
  onTestFinished(() => rm(dataDir, { recursive: true }))
  const old = {
    id: 'video_fd35ee52-2a98-44a6-b930-29a88ce9b8fd',
    createdAtMs: Date.parse('2026-03-30T02:00:00Z'),
    model: 'grok_video3',
    prompt: 'a cat',
    durationS: 6,
    aspectRatio: '16:9',
    resolution: '480p',
    imageCount: 0,
    requestKey: 'key',
    occurrence: 0,
    processingAfterS: 10,
    finishedAfterS: 20,
    outcome: 'completed',
    faults: { create: null, render: null, poll: null, clip: null },
    scene: 'sea',
    clipBytes: null,
    chargedTicks: '3018000000',
    refundedIfFailed: false,
  }
  await appendFile(join(dataDir, 'tasks.ndjson'), `${JSON.stringify(old)}\n`)
  const simulator = await aSimulator({ dataDir })
  expect((await simulator.poll(old.id)).json).toMatchObject({ status: 'completed', actualDuration: 6 })
  expect(await simulator.consoleJson('bill')).toMatchObject({
    by_task: [{ mount: 'default', unit: 'second', quantity: 6, charged_ticks: '3018000000' }],
  })
  await simulator.stop()
})

test('calls and the shortest gap between any two requests are counted by mount', async () => {
  await using simulator = await aSimulator({ speed: 2, xaiRequestsPerSecond: null })
  const xai = clientOf(simulator, 'xai')
  const id = await xai.create('a cat')
  simulator.pass(3)
  await xai.poll(id)
  simulator.pass(0.5)
  await xai.poll('nobody')
  await clientOf(simulator, 'cometapi').create('a cat')
  const { mounts } = await simulator.consoleJson('stats')
  expect(mounts).toMatchObject({
    xai: { tasks: 1, calls: { create: { 200: 1 }, poll: { 202: 1, 404: 1 } }, shortest_request_gap_s: 1 },
    cometapi: { tasks: 1, shortest_request_gap_s: null },
  })
})
