import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitUntil } from '@reelkeep/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openLineTo } from './between.ts'
import { type Ended, runCli } from './cli-process.ts'
import { adminKey, openRecordWorld, type RecordWorld } from './record-world.ts'

const folder = mkdtempSync(join(tmpdir(), 'reelkeep-cli-batches-'))
let world: RecordWorld

beforeAll(async () => {
  world = await openRecordWorld()
  await world.startApi()
  await world.startWorker()
})

afterAll(async () => {
  await world?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

type Calling = { readonly url?: string; readonly interruptsAt?: RegExp }

function reelkeep(
  args: readonly string[],
  { url = world.url(), interruptsAt }: Calling = {},
): Promise<Ended> {
  return runCli(args, {
    folder,
    env: { REELKEEP_URL: url, REELKEEP_API_KEY: adminKey, TZ: 'Asia/Kolkata' },
    ...(interruptsAt === undefined ? {} : { interruptsAt }),
  })
}

/** A CSV of six-second clips, one for each prompt, each with a name of its own. */
function file(name: string, ...prompts: readonly string[]): string {
  const rows = prompts.map((prompt, index) => `c${index + 1},${prompt},grok_video3,6`)
  writeFileSync(join(folder, name), `${['custom_id,prompt,model,duration', ...rows].join('\n')}\n`)
  return name
}

async function tasksOf(prompt: string): Promise<number> {
  return (await world.tasks()).filter((task) => task.prompt.includes(prompt)).length
}

test('a quote sends nothing; its token orders exactly what it showed, and nothing else', async () => {
  const prompts = file('quoted.csv', 'a heron in reeds', 'a heron on ice')
  const quoted = await reelkeep(['quote', prompts, '--name', 'quoted', '--budget', '5'])
  expect(quoted.out).toMatch(/c1 +create .*\$0\.30 +a heron in reeds/)
  expect(quoted.out).toMatch(/quoted: 2 new\nto pay +2 clips\n(?:.*\n)*expected +\$0\.60\n/)
  expect(quoted.code).toBe(0)
  const token = /^token +(quote_\S+)$/m.exec(quoted.out)?.[1] ?? ''
  expect((await reelkeep(['--json', 'list'])).out).not.toContain('quoted')

  const other = await reelkeep(['submit', prompts, '--name', 'other', '--budget', '5', '--confirm', token])
  expect([other.code, other.err]).toEqual([2, expect.stringContaining('Nothing was sent')])
  const sent = await reelkeep(['submit', prompts, '--name', 'quoted', '--budget', '5', '--confirm', token])
  expect([sent.code, sent.err]).toEqual([0, expect.stringContaining('2 created')])
  expect((await reelkeep(['quote', prompts, '--name', 'quoted', '--budget', '0.1'])).code).not.toBe(3)
})

test('a quote of a bad file names row, line and column of each problem, also as JSON, and is exit code 2', async () => {
  writeFileSync(join(folder, 'bad.csv'), 'prompt,model,duration\na lake,grok_video3,600\n,grok_video3,6\n')
  const quoted = await reelkeep(['quote', 'bad.csv', '--json'])
  expect(quoted.code).toBe(2)
  const { object, valid, problems, token } = JSON.parse(quoted.out)
  expect([object, valid, token]).toEqual(['batch_preview', false, null])
  expect(problems.map(({ row, line, path }: Record<string, unknown>) => [row, line, path])).toEqual([
    [1, 2, 'duration'],
    [2, 3, 'prompt'],
  ])
  const over = await reelkeep(['quote', file('dear.csv', 'a', 'b'), '--budget', '0.10'])
  expect([over.code, over.err]).toEqual([4, expect.stringMatching(/refused: .*budget/)])
})

test('two shells that send the same file in the same second come to the counts of one', async () => {
  const prompts = file('twins.csv', 'two otters play', 'two otters sleep', 'two otters dive')
  const send = () => reelkeep(['submit', prompts, '--name', 'twins', '--yes', '--watch'])
  const ended = await Promise.all([send(), send()])
  expect(ended.map(({ code }) => code)).toEqual([0, 0])
  for (const { out } of ended)
    expect(out).toMatch(/finished, 3 archived of 3\ncharged \$0\.90, quoted \$0\.90/)
  expect(await tasksOf('two otters')).toBe(3)
  const listed = JSON.parse((await reelkeep(['list', 'jobs', '--batch', 'twins', '--json'])).out)
  expect(listed.data.length).toBe(3)
})

test('a file that changes between its quote and the order is not sent', async () => {
  const prompts = file('moving.csv', 'a tram in rain')
  await using line = await openLineTo(world.url(), ({ path }) => {
    if (path.includes('dry_run=true')) file('moving.csv', 'a tram in rain', 'a tram in snow')
    return 'arrives'
  })
  const sent = await reelkeep(['submit', prompts, '--name', 'moving', '--yes'], { url: line.url })
  expect([sent.code, sent.err]).toEqual([
    2,
    expect.stringMatching(/Nothing was sent: .* changed (since it was priced|while it was read)/),
  ])
  expect((await reelkeep(['show', 'moving'])).err).toContain('There is no batch named "moving"')
})

test('an order whose answer is lost is placed once, and a watch sits out a server that is away', async () => {
  const prompts = file('cut.csv', 'a ferry at dusk')
  let lost = 0
  let refused = 0
  await using line = await openLineTo(world.url(), ({ method, path }) => {
    if (method === 'POST' && !path.includes('dry_run') && lost++ === 0) return 'lost'
    return method === 'GET' && path.startsWith('/v1/batches/') && refused++ < 2 ? 'refused' : 'arrives'
  })
  const sent = await reelkeep(['submit', prompts, '--name', 'cut', '--yes', '--watch'], { url: line.url })
  expect(sent.err).toMatch(/cut \(batch_\w+\): 1 created/)
  expect([sent.code, lost]).toEqual([0, 2])
  expect(await tasksOf('a ferry at dusk')).toBe(1)
})

test('a pull fetches each clip once, whole, and never over a file of other content', async () => {
  const prompts = file('reel.csv', 'a fox runs', 'a fox rests', 'a fox [sim:failed]')
  await reelkeep(['submit', prompts, '--name', 'reel', '--yes', '--watch'])
  const first = await reelkeep(['pull', 'reel', '--out', 'clips', '--json'])
  expect(first.code).toBe(1)
  const pulled = JSON.parse(first.out)
  expect(pulled).toMatchObject({ pulled: 2, here: 0, failed: 0, conflicts: 0, without_clip: { failed: 1 } })
  const out = join(folder, 'clips')
  for (const { file: name, sha256, bytes } of pulled.files) {
    const content = readFileSync(join(out, name))
    expect([content.length, createHash('sha256').update(content).digest('hex')]).toEqual([bytes, sha256])
  }
  const names: string[] = pulled.files.map(({ file: name }: { file: string }) => name)
  expect(readdirSync(out).sort()).toEqual([...names, 'manifest.csv'].sort())
  expect(readFileSync(join(out, 'manifest.csv'), 'utf8').split('\r\n')[1]).toContain(`${names[0]},1,c1,job_`)

  const [kept = '', changed = ''] = names
  const before = statSync(join(out, kept)).mtimeMs
  writeFileSync(join(out, changed), 'mine')
  const again = await reelkeep(['pull', 'reel', '--out', 'clips', '--only', '1-2'])
  expect([again.code, again.out]).toEqual([
    1,
    '0 clips pulled (0 bytes), 1 here already, 1 in the way of another file\n',
  ])
  expect(again.err).toContain(`${changed}: a file with other content stands there`)
  expect([statSync(join(out, kept)).mtimeMs, readFileSync(join(out, changed), 'utf8')]).toEqual([
    before,
    'mine',
  ])
  expect((await reelkeep(['pull', 'reel', '--out', 'clips', '--only', 'c1'])).code).toBe(0)
})

test('a retry says its price, and costs nothing without --yes or a terminal', async () => {
  const refused = await reelkeep(['retry', 'reel'])
  expect(refused.code).toBe(2)
  expect(refused.err).toContain('1 failed job again, $0.30 simulated as quoted')
  expect(await tasksOf('a fox [sim:failed]')).toBe(1)
  const sent = await reelkeep(['retry', 'reel', '--yes'])
  expect([sent.code, sent.out]).toEqual([0, expect.stringContaining('is running')])
  expect((await reelkeep(['watch', 'reel'])).code).toBe(1)
  expect(await tasksOf('a fox [sim:failed]')).toBe(2)
})

test('Ctrl-C ends a watch and not the batch', async () => {
  // What is under way and never finishes ends no watch, however late the key is pressed.
  const prompts = file('left.csv', 'a crane that never lands [sim:never_finishing]')
  const left = await reelkeep(['submit', prompts, '--name', 'left', '--yes', '--watch'], {
    interruptsAt: /0 %/,
  })
  expect([left.code, left.out, left.err]).toEqual([1, '', expect.stringContaining('the batch goes on')])
  await waitUntil(async () => (await reelkeep(['show', 'left'])).out.includes('1 rendering of 1'), {
    what: 'the batch to go on',
  })
  expect(await tasksOf('a crane that never lands')).toBe(1)
})

test('a watch of a paused batch says so and ends; canceled, it says what goes on', async () => {
  await reelkeep(['upstream', 'pause', 'rehearsal'])
  const prompts = file('held.csv', 'a crane lifts', 'a crane turns')
  expect((await reelkeep(['submit', prompts, '--name', 'held', '--yes'])).code).toBe(0)

  expect((await reelkeep(['pause', 'held'])).out).toContain('is paused: 2 queued of 2')
  const watched = await reelkeep(['watch', 'held'])
  expect([watched.code, watched.out]).toEqual([
    1,
    expect.stringMatching(/paused by a person, .* reelkeep resume batch_/),
  ])
  expect((await reelkeep(['resume', 'held'])).out).toContain('is running: 2 queued of 2')
  const [job] = (await world.ask('/v1/jobs?batch=held')).data
  expect((await reelkeep(['priority', job.id, '9', '--json'])).code).toBe(0)
  expect((await reelkeep(['cancel', job.id])).out).toBe(`${job.id} is canceled (by_user)\n`)
  expect((await reelkeep(['cancel', 'held'])).out).toContain('is canceled: 2 canceled of 2')
})

test('a list says how it goes on, page after page, in the zone of the person or in UTC', async () => {
  const page = await reelkeep(['list', 'jobs', '--limit', '2', '--batch', 'twins'])
  expect(page.out).toMatch(/\d\d:\d\d:\d\d \+05:30/)
  const cursor = /--cursor (\S+),/.exec(page.err)?.[1] ?? ''
  const next = await reelkeep([
    'list',
    'jobs',
    '--limit',
    '2',
    '--batch',
    'twins',
    '--cursor',
    cursor,
    '--utc',
  ])
  expect(next.out).toMatch(/\d\d:\d\d:\d\d UTC/)
  expect([next.out.trim().split('\n').length, next.err]).toEqual([2, ''])
  const all = JSON.parse((await reelkeep(['list', 'jobs', '--batch', 'twins', '--all', '--json'])).out)
  expect([all.data.length, all.has_more]).toEqual([3, false])
  const wrong = await reelkeep(['list', '--from', 'yesterday'])
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('--from takes a moment')])
})
