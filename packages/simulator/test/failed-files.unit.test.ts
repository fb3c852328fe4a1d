import { expect, test } from 'vitest'
import { clientOf, type MountName } from './a-client.ts'
import { aSimulator, type TestSimulator } from './a-simulator.ts'
import { contentOf, readMp4, topBoxes } from './read-mp4.ts'

const open = () => aSimulator({ xaiRequestsPerSecond: null, apiKeys: ['test-key'] })
const withKey = { headers: { authorization: 'Bearer test-key' } }

async function finished(simulator: TestSimulator, mount: MountName, marker: string): Promise<string> {
  const client = clientOf(simulator, mount)
  const id = await client.create(`a cat ${marker}`)
  simulator.pass(1000)
  return client.link(id)
}

const download = async (link: string) => Buffer.from(await (await fetch(link)).arrayBuffer())

async function keysSeen(simulator: TestSimulator, mount: MountName) {
  const { mounts } = await simulator.consoleJson('stats')
  const { keys_on_links, keys_on_content } =
    (mounts as { [name: string]: { [count: string]: number } })[mount] ?? {}
  return { keys_on_links, keys_on_content }
}

test('a gateway’s own content needs the key, and counts it apart', async () => {
  await using simulator = await open()
  for (const mount of ['globalaiopc', 'cometapi'] as const) {
    const link = await finished(simulator, mount, '[sim:link_needs_key]')
    expect(link.startsWith(simulator.baseUrls[mount])).toBe(true)
    expect((await fetch(link)).status).toBe(401)
    const file = await fetch(link, withKey)
    expect((await readMp4(Buffer.from(await file.arrayBuffer()))).codec).toBe('avc')
    expect(await keysSeen(simulator, mount)).toEqual({ keys_on_links: 0, keys_on_content: 1 })
  }
})

test('a gateway’s content may redirect to a host that refuses the key', async () => {
  await using simulator = await open()
  const link = await finished(simulator, 'cometapi', '[sim:link_redirects]')
  const redirect = await fetch(link, { ...withKey, redirect: 'manual' })
  const location = redirect.headers.get('location') ?? ''
  expect([redirect.status, new URL(location).hostname]).toEqual([302, 'localhost'])
  expect((await fetch(location, withKey)).status).toBe(400)
  expect((await fetch(location)).status).toBe(200)
  expect(await keysSeen(simulator, 'cometapi')).toEqual({ keys_on_links: 1, keys_on_content: 1 })
})

test('a link may be on a host that is not the upstream’s, where a key is refused and counted', async () => {
  await using simulator = await open()
  const link = await finished(simulator, 'xai', '[sim:foreign_link_host]')
  expect(new URL(link).host).not.toBe(new URL(simulator.url).host)
  expect((await fetch(link)).status).toBe(200)
  expect(await keysSeen(simulator, 'xai')).toMatchObject({ keys_on_links: 0 })
  expect((await fetch(link, withKey)).status).toBe(400)
  expect(await keysSeen(simulator, 'xai')).toMatchObject({ keys_on_links: 1 })
  expect((await simulator.consoleTasks())[0]).toMatchObject({ keys_on_links: 1 })
})

test('a host may refuse every link of a task for ever', async () => {
  await using simulator = await open()
  const client = clientOf(simulator, 'xai')
  const id = await client.create('a cat [sim:forbidden_host]')
  simulator.pass(1000)
  for (const _ of [1, 2, 3]) expect((await fetch(await client.link(id))).status).toBe(403)
})

test.each([
  ['html_as_mp4', '<!doctype html>'],
  ['json_as_mp4', '{"error"'],
])('%s calls itself video/mp4 and begins with %s, once', async (marker, begin) => {
  await using simulator = await open()
  const link = await finished(simulator, 'xai', `[sim:${marker}]`)
  const response = await fetch(link)
  expect(response.headers.get('content-type')).toBe('video/mp4')
  expect(await response.text()).toMatch(new RegExp(`^${begin}`))
  expect((await readMp4(await download(link))).codec).toBe('avc')
})

test('a file may have its boxes and no second of film', async () => {
  await using simulator = await open()
  const file = await download(await finished(simulator, 'xai', '[sim:zero_second_clip]'))
  expect(topBoxes(file).slice(0, 3)).toEqual(['ftyp', 'moov', 'mdat'])
  expect(contentOf(file, 'mdat')).toHaveLength(0)
})

test.each(['endless_clip', 'dripping_clip=1'])(
  '%s goes on past its end until the client leaves',
  async (marker) => {
    await using simulator = await open()
    const leave = new AbortController()
    const response = await fetch(await finished(simulator, 'xai', `[sim:${marker}]`), {
      signal: leave.signal,
    })
    const reader = response.body?.getReader()
    const wanted = marker.startsWith('endless') ? 5_000_000 : 70
    let received = 0
    while (received < wanted) {
      const piece = await reader?.read()
      if (piece === undefined || piece.done) throw new Error(`it ended after ${received} bytes`)
      received += piece.value.length
    }
    leave.abort()
    await expect(reader?.read()).rejects.toThrow()
  },
)

test('a stock clip has the same media for every prompt in files of their own', async () => {
  await using simulator = await open()
  const files = []
  for (const prompt of ['one', 'two']) {
    files.push(await download(await finished(simulator, 'xai', `${prompt} [sim:stock_clip]`)))
  }
  const [one, two] = files as [Buffer, Buffer]
  expect(contentOf(one, 'mdat').equals(contentOf(two, 'mdat'))).toBe(true)
  expect(one.equals(two)).toBe(false)
})
