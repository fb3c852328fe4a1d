import { request } from 'node:http'
import { expect, test } from 'vitest'
import { aSimulator } from './a-simulator.ts'

const setRates = (url: string, body: object, contentType = 'application/json') =>
  fetch(`${url}/console/scenarios`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: JSON.stringify(body),
  })

function statusWithHost(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
}

test('the console counts the polls of a task and measures the shortest gap in the vendor’s seconds', async () => {
  await using simulator = await aSimulator({ speed: 60 })
  const id = await simulator.create('a cat')
  for (const seconds of [0, 2, 0.5, 1]) {
    simulator.pass(seconds)
    await simulator.poll(id)
  }
  expect((await simulator.consoleTasks())[0]).toMatchObject({ id, polls: 4, shortest_poll_gap_s: 30 })
})

test('the bill adds up, by the second and by the call', async () => {
  await using simulator = await aSimulator()
  await simulator.create('a cat', { duration: 6 })
  await simulator.create('a dog', { model: 'grok_video3_pro' })
  expect(await simulator.consoleJson('bill')).toMatchObject({
    creations: 2,
    sum_ticks: String(6 * 503_000_000 + 6_010_000_000),
    by_task: [
      { unit: 'second', quantity: 6, charged_ticks: '3018000000', refunded: false },
      { unit: 'call', quantity: 1, charged_ticks: '6010000000', refunded: false },
    ],
    price_list: { note: expect.stringContaining('made up') },
  })
})

test('calls are counted by kind and result; looking at the console is none', async () => {
  await using simulator = await aSimulator({ renderMs: 0 })
  const id = await simulator.create('a cat')
  await fetch(await simulator.link(id))
  await simulator.poll('video_nobody')
  await fetch(`${simulator.url}/console/clips/${id}`)
  expect(await simulator.consoleJson('stats')).toMatchObject({
    tasks: 1,
    calls: { create: { 200: 1 }, poll: { 200: 1, 404: 1 }, download: { 200: 1 } },
  })
})

test('rates can be changed while it runs, wrong ones change nothing', async () => {
  await using simulator = await aSimulator()
  expect((await setRates(simulator.url, { rate_limited: 1 })).status).toBe(200)
  await expect(simulator.create('a cat')).rejects.toThrow('429')
  expect((await setRates(simulator.url, { rate_limited: 0, nonsense: 1 })).status).toBe(400)
  await expect(simulator.create('a cat')).rejects.toThrow('429')
  expect((await setRates(simulator.url, { rate_limited: 0 })).status).toBe(200)
  await simulator.create('a cat')
})

test('the console refuses other hosts’ names and simple cross-site posts', async () => {
  await using simulator = await aSimulator()
  const { port } = new URL(simulator.url)
  expect(await statusWithHost(`${simulator.url}/console/tasks`, `evil.example:${port}`)).toBe(403)
  expect(await statusWithHost(`${simulator.url}/console/tasks`, `localhost:${port}`)).toBe(200)
  expect((await setRates(simulator.url, { failed: 1 }, 'text/plain')).status).toBe(415)
})

test('an unknown page of the console names the known ones', async () => {
  await using simulator = await aSimulator()
  expect(await simulator.consoleJson('nothing')).toMatchObject({
    error: expect.stringContaining('/console/bill'),
  })
})
