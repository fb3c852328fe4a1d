import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdtemp, readFile, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { aSimulator } from './a-simulator.ts'

type Running = { readonly child: ChildProcess; readonly url: string; readonly baseUrl: string }

async function aDataDir(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'simulator-'))
  onTestFinished(() => rm(dataDir, { recursive: true }))
  return dataDir
}

async function runProgram(dataDir: string, port: string): Promise<Running> {
  const program = new URL('programs/simulator.ts', import.meta.url).pathname
  const args = [program, '--data-dir', dataDir, '--port', port, '--render-ms', '0', '--speed', '60']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, ...(JSON.parse(line.toString()) as { url: string; baseUrl: string }) }
}

async function create({ baseUrl }: Running, prompt: string): Promise<string> {
  const response = await fetch(`${baseUrl}/v1/grok/videos`, {
    method: 'POST',
    headers: { authorization: 'Bearer key' },
    body: JSON.stringify({ model: 'grok_video3', prompt }),
  })
  return ((await response.json()) as { id: string }).id
}

async function link({ baseUrl }: Running, id: string): Promise<string> {
  const response = await fetch(`${baseUrl}/v1/result/${id}`, { headers: { authorization: 'Bearer key' } })
  return ((await response.json()) as { video_url: string }).video_url
}

const hashOf = async ({ url }: Running, id: string) =>
  ((await (await fetch(`${url}/console/tasks/${id}`)).json()) as { sha256: string }).sha256

test('kill -9 under load loses no task that was answered for, and none is billed twice or not at all', async () => {
  const dataDir = await aDataDir()
  const before = await runProgram(dataDir, '0')
  const kept = await create(before, 'kept')
  const [keptLink, keptHash] = [await link(before, kept), await hashOf(before, kept)]

  const answered: string[] = []
  const exited = once(before.child, 'exit')
  const burst = Array.from({ length: 200 }, (_, index) =>
    create(before, `burst ${index}`).then(
      (id) => {
        answered.push(id)
        if (answered.length === 60) before.child.kill('SIGKILL')
      },
      () => undefined,
    ),
  )
  await Promise.all([exited, ...burst])

  const after = await runProgram(dataDir, new URL(before.url).port)
  const bill = (await (await fetch(`${after.url}/console/bill`)).json()) as {
    creations: number
    by_task: readonly { task_id: string; charged_ticks: string }[]
  }
  const billed = bill.by_task.map(({ task_id }) => task_id)
  expect(new Set(billed).size).toBe(billed.length)
  expect(billed).toEqual(expect.arrayContaining([kept, ...answered]))
  expect(bill.by_task.every(({ charged_ticks }) => charged_ticks === '5030000000')).toBe(true)
  expect(await link(after, kept)).toBe(keptLink)
  expect(await hashOf(after, kept)).toBe(keptHash)
  expect((await fetch(keptLink)).status).toBe(200)
})

test('a task cut short by a kill is dropped, and a charge that is missing is written', async () => {
  const dataDir = await aDataDir()
  const tasksPath = join(dataDir, 'tasks.ndjson')
  const billPath = join(dataDir, 'bill.ndjson')
  const first = await aSimulator({ dataDir })
  const id = await first.create('a cat')
  await first.stop()
  await appendFile(tasksPath, '{"id":"video_cut')
  await truncate(billPath, 10)

  const second = await aSimulator({ dataDir })
  expect((await second.consoleTasks()).map((task) => task.id)).toEqual([id])
  const next = await second.create('a dog')
  await second.stop()
  const idsIn = async (path: string, field: string) =>
    (await readFile(path, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { [name: string]: unknown })[field])
  expect(await idsIn(tasksPath, 'id')).toEqual([id, next])
  expect(await idsIn(billPath, 'taskId')).toEqual([id, next])
})

test('a restart draws on where it was: a repeated prompt does not meet its fault again', async () => {
  const dataDir = await aDataDir()
  const first = await aSimulator({ dataDir })
  await expect(first.create('a cat [sim:server_error_created]')).rejects.toThrow('500')
  await first.stop()
  const second = await aSimulator({ dataDir })
  await second.create('a cat [sim:server_error_created]')
  await second.stop()
})
