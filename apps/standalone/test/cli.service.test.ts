import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from '@reelkeep/embedded'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../../cli/src/index.ts'
import { type Ended, runCli } from './cli-process.ts'
import { type DemoProcess, startDemo } from './demo-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'reelkeep-cli-'))

let demo: DemoProcess

beforeAll(async () => {
  demo = await startDemo(1)
})

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await demo?.[Symbol.asyncDispose]()
})

function reelkeep(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return runCli(args, { folder, env: { REELKEEP_DATA_DIR: demo.dataDir, ...env } })
}

/** A CSV of six-second clips, one for each prompt. */
function prompts(name: string, ...lines: readonly string[]): string {
  const rows = lines.map((line) => `${line},grok_video3,6`)
  writeFileSync(join(folder, name), `${['prompt,model,duration', ...rows].join('\n')}\n`)
  return name
}

test('a good file is priced, sent and followed to the end; the same file again leaves all alone', async () => {
  const file = prompts('good.csv', 'a lake at dawn', 'a hill at noon')
  const sent = await reelkeep(['submit', file, '--name', 'good', '--yes', '--watch'])
  expect(sent.err).toContain('2 clips to pay, expected $0.6036')
  expect(sent.err).toMatch(/good \(batch_\w+\): 2 created/)
  expect(sent.out).toMatch(
    /finished, 2 archived of 2\ncharged \$0\.6036, quoted \$0\.6036 \(simulated: no real money\)/,
  )
  expect(sent.code).toBe(0)
  const listed = JSON.parse((await reelkeep(['--json', 'list', '--batch', 'good'])).out)
  const shown = await reelkeep(['show', listed.data[0].id])
  expect(shown.out).toMatch(/ clip-archived .* sha256=[0-9a-f]{64}/)
  expect(shown.out).not.toContain('…')

  const again = await reelkeep(['submit', file, '--name', 'good', '--yes'])
  expect(again.err).toContain('2 left alone')
  expect(again.err).toContain('0 clips to pay, expected $0.00')
  expect(again.code).toBe(0)
})

test('every problem of a bad file is listed with its row and what is allowed, and nothing is sent', async () => {
  writeFileSync(
    join(folder, 'bad.csv'),
    'prompt,model,duration,aspect_ratio\na lake,grok_video9,6,16:9\na hill,grok_video3,600,16:9\na fjord,grok_video3,6,7:5\n',
  )
  const refused = await reelkeep(['submit', 'bad.csv', '--name', 'bad', '--yes'])
  expect(refused.code).toBe(2)
  expect(refused.err).toMatch(/row 1, line 2, model: .*grok_video3/)
  expect(refused.err).toMatch(/row 2, line 3, duration: /)
  expect(refused.err).toMatch(/row 3, line 4, aspect_ratio: .*16:9/)
  expect(refused.err).toContain('Nothing was sent.')
  expect((await reelkeep(['watch', 'bad'])).err).toContain('There is no batch named "bad"')

  const without = await reelkeep(['submit', 'bad.csv', '--name', 'bad', '--yes', '--on-invalid', 'skip'])
  expect(without.err).toContain('Nothing was sent: no row can be.')
  expect(without.code).toBe(2)
})

test('without a terminal money is only spent with --yes', async () => {
  const refused = await reelkeep(['submit', prompts('cautious.csv', 'a lake')])
  expect(refused.code).toBe(2)
  expect(refused.err).toContain('1 clip to pay, expected $0.3018. This costs money: add --yes to send it.')
})

test('the same file on another day is sent only where somebody says which batch is meant', async () => {
  const file = prompts('daily.csv', 'a lake at noon', 'a hill at noon')
  expect((await reelkeep(['submit', file, '--name', 'daily 2020-02-29', '--yes'])).code).toBe(0)
  const quoted = await reelkeep(['quote', file])
  expect([quoted.code, quoted.err]).toEqual([
    0,
    expect.stringMatching(/"daily 2020-02-29" holds 2 clips .*\$0\.6036.*--new-batch --confirm/s),
  ])
  const [, token = ''] = /token +(\S+)/.exec(quoted.out) ?? []
  for (const how of [['--yes'], ['--confirm', token]]) {
    const refused = await reelkeep(['submit', file, ...how])
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('--name "daily 2020-02-29"')])
  }
  const another = await reelkeep(['submit', file, '--new-batch', '--confirm', token])
  expect([another.code, another.err]).toEqual([0, expect.stringContaining('2 created')])
})

test('over budget is exit code 4, and nothing is sent', async () => {
  const file = prompts('dear.csv', 'a lake', 'a hill')
  const refused = await reelkeep(['submit', file, '--name', 'dear', '--budget', '0.50', '--yes'])
  expect(refused.code).toBe(4)
  expect(refused.err).toMatch(/Nothing was sent\..*budget/)
  const told = await reelkeep(['--json', 'submit', file, '--name', 'dear', '--budget', '0.50', '--yes'])
  expect([told.code, JSON.parse(told.out)]).toEqual([
    4,
    {
      object: 'error',
      exit_code: 4,
      error: { code: 'over_budget', message: expect.stringContaining('the budget is 0.50 USD') },
    },
  ])
  const listed = await reelkeep(['--json', 'list'])
  expect(JSON.parse(listed.out).data.map(({ name }: { name: string }) => name)).not.toContain('dear')
})

test('--max-price reaches the batch, and a wrong one is refused', async () => {
  const file = prompts('capped.csv', 'a lake')
  const refused = await reelkeep(['submit', file, '--max-price', 'much', '--yes'])
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('--max-price must be dollars')])
  const taken = await reelkeep(['submit', file, '--max-price', '2', '--budget', '1', '--yes'])
  expect([taken.code, taken.err]).toEqual([0, expect.stringContaining('1 clip to pay, expected $0.3018')])
})

test('a reader that leaves early ends a command quietly, with its own exit code', async () => {
  const options = { folder, env: { REELKEEP_DATA_DIR: demo.dataDir }, leaves: true }
  for (const args of [['list'], ['export', 'good'], ['export', '--kind', 'ledger']]) {
    expect([args, await runCli(args, options)]).toEqual([args, { code: 0, out: '', err: '' }])
  }
  const failed = await runCli(['show', 'job_00000000000000000000000000'], options)
  expect([failed.code, failed.err.trim().split('\n').length]).toEqual([2, 1])
})

test('a watch ends and says so when a person paused the upstream of all that is left', async () => {
  await reelkeep(['upstream', 'pause', 'simulator'])
  const file = prompts('held.csv', 'a heron on a post')
  const watched = await reelkeep(['submit', file, '--name', 'held', '--yes', '--watch'])
  expect([watched.code, watched.out]).toEqual([
    1,
    expect.stringContaining(
      'a person paused simulator, so nothing more is sent there: reelkeep upstream resume',
    ),
  ])
  await reelkeep(['upstream', 'resume', 'simulator'])
  expect((await reelkeep(['watch', 'held'])).code).toBe(0)
})

test('an unconfirmed job ends a watch with exit code 1; bound to its task it is archived', async () => {
  const file = prompts('lost.csv', 'a pier in fog [sim:lost_reply]')
  const watched = await reelkeep(['submit', file, '--name', 'lost', '--yes', '--watch'])
  expect(watched.code).toBe(1)
  expect(watched.out).toMatch(/needs a person: 1 unconfirmed/)

  const listed = await reelkeep(['--json', 'list', '--batch', 'lost', '--state', 'unconfirmed'])
  const job: string = JSON.parse(listed.out).data[0].id
  const shown = await reelkeep(['show', job])
  expect(shown.out).toMatch(new RegExp(`what now +reelkeep resolve ${job}`))
  expect((await reelkeep(['resolve', job, '--bind', 'x'])).code).toBe(2)
  expect((await reelkeep(['resolve', job, '--resubmit', '--reason', 'none there'])).err).toContain('--yes')

  const { tasks } = await demo.console<{ tasks: { id: string; prompt: string }[] }>('tasks')
  const [task, ...others] = tasks.filter(({ prompt }) => prompt.includes('a pier in fog'))
  expect(others).toEqual([])
  const bound = await reelkeep(['resolve', job, '--bind', task?.id ?? '', '--reason', 'found in the console'])
  expect(bound.out).toMatch(new RegExp(`^${job} is (rendering|archiving|archived)`))
  expect((await reelkeep(['watch', 'lost'])).code).toBe(0)
  const done = JSON.parse((await reelkeep(['--json', 'show', job])).out)
  expect(done).toMatchObject({ state: 'archived', task_id: task?.id, submissions: 1 })
  expect(done.events.map(({ kind }: { kind: string }) => kind)).toContain('clip-archived')
  // Nine shells are started one after the other, each of them a process.
})

test('a failed job is listed with its reason, and its prompt cannot recolour the terminal', async () => {
  const file = prompts('failing.csv', 'a \u001B[31mred\u001B[0m barn [sim:failed]')
  const watched = await reelkeep(['submit', file, '--name', 'failing', '--yes', '--watch'])
  expect(watched.code).toBe(1)
  const listed = await reelkeep(['list', '--state', 'failed'])
  expect(listed.out).toMatch(/failed: \w+/)
  expect(listed.out).not.toContain('\u001B')
  expect(listed.code).toBe(0)
})

test('a server that is not there is exit code 3, with what to do about it', async () => {
  const REELKEEP_URL = `http://127.0.0.1:${await findFreePort()}`
  const refused = await reelkeep(['list'], { REELKEEP_URL })
  expect(refused.code).toBe(3)
  expect(refused.err).toContain(`Cannot reach the server at ${REELKEEP_URL}`)
})

test('a wrong key, an unknown job and an unknown file are exit code 2 in one line', async () => {
  const stranger = await reelkeep(['list'], { REELKEEP_API_KEY: 'a-wrong-key-of-more-than-32-characters' })
  expect([stranger.code, stranger.err.trim().split('\n').length]).toEqual([2, 1])
  const unknown = await reelkeep(['show', 'job_00000000000000000000000000'])
  expect([unknown.code, unknown.err.trim().split('\n').length]).toEqual([2, 1])
  const told = await reelkeep(['--json', 'show', 'job_00000000000000000000000000'])
  expect(JSON.parse(told.out)).toMatchObject({
    object: 'error',
    exit_code: 2,
    error: { code: 'job_not_found', request_id: expect.any(String) },
  })
  const missing = await reelkeep(['submit', 'missing.csv'])
  expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('Cannot read missing.csv')])
})

test('a time that ends before it begins and names that nobody has are refused with what there is', async () => {
  const turned = ['--from', '2026-11-20', '--to', '2026-11-19']
  const bill = prompts('usage.csv', 'no bill')
  for (const args of [
    ['costs'],
    ['list', 'jobs'],
    ['failures'],
    ['export', '--kind', 'jobs'],
    ['bulk', 'retry', '--dry-run'],
    ['reconcile', bill, '--upstream', 'simulator'],
  ]) {
    const refused = await reelkeep([...args, ...turned])
    expect([args, refused.code, refused.err]).toEqual([
      args,
      2,
      expect.stringContaining('--from must not be after'),
    ])
  }
  const told = (await reelkeep(['costs', ...turned])).err
  expect(told).toMatch(/^--from must not be after --to \(/)
  const ahead = await reelkeep(['costs', '--from', '9999-01-01'])
  expect([ahead.code, ahead.out]).toEqual([0, expect.stringContaining('Nothing was quoted or charged')])
  const named: [string[], string][] = [
    [['list', '--upstream', 'nosuch'], 'no upstream "nosuch" (--upstream). There are simulator'],
    [['list', '--upstream', 'simulator,nosuch'], 'no upstream "nosuch"'],
    [['list', '--model', 'nosuch'], 'no model "nosuch" (--model). There are grok_video3'],
    [['list', '--key', 'nosuch'], 'no key "nosuch"'],
    [['list', '--batch', 'batch_00000000000000000000000000'], 'batch_00000000000000000000000000'],
    [['list', '--state', 'nosuch'], '--state must be queued, submitting'],
    [['list', '--reason', 'nosuch'], '--reason must be '],
    [['failures', '--upstream', 'nosuch'], 'no upstream "nosuch"'],
    [['bulk', 'cancel', '--batch', 'nosuch', '--yes'], 'no batch named "nosuch"'],
    [['export', '--kind', 'jobs', '--model', 'nosuch'], 'no model "nosuch"'],
  ]
  for (const [args, words] of named) {
    const refused = await reelkeep(args)
    expect([args, refused.code, refused.err]).toEqual([args, 2, expect.stringContaining(words)])
  }
  const right = [
    'list',
    '--upstream',
    'simulator',
    '--model',
    'grok_video3',
    '--key',
    'admin',
    '--batch',
    'good',
  ]
  expect(await reelkeep(right)).toMatchObject({ code: 0, err: '' })
  // Nineteen shells, one after the other.
})

test('a key that may act and not look is not refused for the names in its filter', async () => {
  const wish = JSON.stringify({ name: 'acts', scopes: ['operate'] })
  const headers = { authorization: `Bearer ${demo.adminKey}`, 'content-type': 'application/json' }
  const made = await fetch(`${demo.url}/v1/keys`, { method: 'POST', headers, body: wish })
  const { secret } = (await made.json()) as { secret: string }
  const asked = await reelkeep(['bulk', 'cancel', '--upstream', 'simulator', '--dry-run'], {
    REELKEEP_API_KEY: secret,
  })
  expect([asked.code, asked.err]).toEqual([0, expect.not.stringContaining('scope')])
})

test('a batch where a job is meant, and the other way round, is answered with the command for it', async () => {
  writeFileSync(join(folder, 'named.csv'), 'prompt,model,duration,custom_id\na mill,grok_video3,6,named\n')
  await reelkeep(['submit', 'named.csv', '--name', 'named', '--yes', '--watch'])
  const { data } = JSON.parse((await reelkeep(['--json', 'list', '--batch', 'named'])).out)
  const { id: job, batch_id: batch } = data[0]
  const called = { REELKEEP_CALLED_AS: './reelkeep' }
  for (const word of ['named', batch]) {
    const refused = await reelkeep(['explain', word], called)
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining(`./reelkeep show ${batch}`)])
  }
  expect((await reelkeep(['explain', 'named'])).err).toContain(`custom id: ${job}`)
  expect((await reelkeep(['explain', job.slice(0, 12)])).err).toContain('26 characters')
  const watched = await reelkeep(['watch', job], called)
  expect([watched.code, watched.err]).toEqual([2, expect.stringContaining(`"./reelkeep show ${job}" says`)])
  expect((await reelkeep(['show', 'named'])).err).toContain(`reelkeep show ${job}`)
  const shown = await reelkeep(['show', job])
  expect(shown.code).toBe(0)
  expect(shown.out).not.toMatch(/key_0{26}/)
  // Nine shells, one after the other.
})

test.each([60, 80, 200])('tables keep within a terminal of %i columns', async (width) => {
  const printed: string[] = []
  const terminal = {
    print: (text: string) => void printed.push(...text.split('\n')),
    pour: async () => {},
    note: () => {},
    redraw: () => {},
    endRedraw: () => {},
    confirm: async () => false,
    isInteractive: true,
    width,
  }
  const asked = [
    ['upstreams'],
    ['keys', 'list'],
    ['list'],
    ['list', 'jobs'],
    ['costs'],
    ['upstream', '--help'],
  ]
  for (const args of asked) {
    expect(await run(['--data-dir', demo.dataDir, ...args], terminal)).toBe(0)
  }
  expect(printed.length).toBeGreaterThan(20)
  expect(printed.filter((line) => [...line].length > width)).toEqual([])
})

test('the help is an answer: stdout, exit code 0', async () => {
  const helped = await reelkeep(['upstream', 'set', '--help'])
  expect([helped.code, helped.err]).toEqual([0, ''])
  expect(helped.out).toContain('Usage: reelkeep upstream set')
})

test('an unknown command or flag is exit code 2', async () => {
  expect((await reelkeep(['destroy'])).code).toBe(2)
  expect((await reelkeep(['list', '--colour'])).code).toBe(2)
})
