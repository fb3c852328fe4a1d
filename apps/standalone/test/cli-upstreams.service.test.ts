import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitUntil } from '@reelkeep/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ended, runCli } from './cli-process.ts'
import { type DemoProcess, startDemo } from './demo-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'reelkeep-cli-upstreams-'))

let demo: DemoProcess

beforeAll(async () => {
  demo = await startDemo(1)
})

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await demo?.[Symbol.asyncDispose]()
})

function reelkeep(...args: readonly string[]): Promise<Ended> {
  return runCli(args, { folder, env: { REELKEEP_DATA_DIR: demo.dataDir } })
}

test('upstreams are listed with gate and limits, and one is shown with all its models', async () => {
  const listed = await reelkeep('upstreams')
  expect(listed.code).toBe(0)
  expect(listed.out).toMatch(/^UPSTREAM +PROFILE +GATE +IN FLIGHT +CREATES\/MIN +POLLS\/MIN +MODELS$/m)
  expect(listed.out).toMatch(/^simulator +globalaiopc +open +0 \/ 100 +120 /m)
  const shown = await reelkeep('upstreams', 'simulator')
  expect(shown.out).toContain('price            $0.0503 a second')
  expect(shown.out).toMatch(/from text +6 to 30 s \(10\) · 16:9/)
  expect(shown.out).toMatch(/source +GlobalAiOpc, Create Task/)
  const json = JSON.parse((await reelkeep('--json', 'upstreams', 'simulator')).out)
  expect(json).toMatchObject({ name: 'simulator', profile: 'globalaiopc' })
  const unknown = await reelkeep('upstreams', 'nowhere')
  expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('It has simulator')])
})

test('a limit set live is in force until it is set to default; a wrong one names its flag and the fix', async () => {
  const set = await reelkeep(
    'upstream',
    'set',
    'simulator',
    '--max-in-flight',
    '7',
    '--polls-per-minute',
    '30',
  )
  expect(set.out).toContain('0 / 7 (configured 100) in flight')
  expect(set.out).toContain('30 (configured 600) polls a minute')
  const back = await reelkeep(
    ...['upstream', 'set', 'simulator', '--max-in-flight', 'default', '--polls-per-minute', 'default'],
  )
  expect(back.out).toContain('0 / 100 in flight')
  for (const wrong of ['x', '-1', '1.5', '']) {
    const refused = await reelkeep('upstream', 'set', 'simulator', `--max-in-flight=${wrong}`)
    expect([wrong, refused.code]).toEqual([wrong, 2])
    expect(refused.err).toContain('--max-in-flight must be a whole number from 0 to 10000, or "default"')
  }
  const nothing = await reelkeep('upstream', 'set', 'simulator')
  expect([nothing.code, nothing.err]).toEqual([2, expect.stringContaining('Say what to set')])
  expect((await reelkeep('upstream', 'pause', 'nowhere')).code).toBe(2)
})

test('a paused upstream says how to resume it and is not tried; resumed it is open', async () => {
  expect((await reelkeep('upstream', 'pause', 'simulator')).code).toBe(0)
  const hint = 'simulator: paused by a person: reelkeep upstream resume simulator'
  expect((await reelkeep('upstreams')).out).toContain(hint)
  const refused = await reelkeep('try', 'simulator', '--yes')
  expect(refused.code).toBe(2)
  expect(refused.err).toContain('simulator takes no jobs: paused by a person')
  expect((await reelkeep('upstream', 'resume', 'simulator')).out).toMatch(/^simulator: open /)
})

test('an upstream that a limit of zero stops is not tried', async () => {
  for (const flag of ['--max-in-flight', '--requests-per-minute']) {
    await reelkeep('upstream', 'set', 'simulator', flag, '0')
    const refused = await reelkeep('try', 'simulator', '--yes')
    expect([flag, refused.code]).toEqual([flag, 2])
    expect(refused.err).toContain(`reelkeep upstream set simulator ${flag} default`)
    await reelkeep('upstream', 'set', 'simulator', flag, 'default')
  }
  // Six shells are started one after the other; cut short, the limit of zero would stand for the next test.
})

test('a try says what it would send and its price, and sends nothing without --yes or a terminal', async () => {
  const before = (await demo.console<{ tasks: unknown[] }>('tasks')).tasks.length
  const refused = await reelkeep('try', 'simulator')
  expect(refused.code).toBe(2)
  expect(refused.err).toMatch(/model +grok_video3\n/)
  expect(refused.err).toMatch(/duration +6 s\nratio +16:9\nresolution +480p\nprice +\$0\.3018 by/)
  expect(refused.err).toContain('One job for $0.3018. This costs money: add --yes to send it.')
  const wrong = await reelkeep('try', 'simulator', '--duration', '600', '--yes')
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringMatching(/^Nothing was sent\. .*duration of /m)])
  expect((await reelkeep('try', 'simulator', '--duration', 'long', '--yes')).err).toContain('--duration must')
  expect((await reelkeep('try', 'simulator', '--model', 'other', '--yes')).code).toBe(2)
  expect((await demo.console<{ tasks: unknown[] }>('tasks')).tasks).toHaveLength(before)
  expect(readdirSync(folder)).toEqual([])
})

test('a try under a strange dialect shows and saves every reply and names what no dialect knows', async () => {
  const prompt = 'a pier in fog at night [sim:unknown_status=3]'
  const tried = await reelkeep('try', 'simulator', '--yes', '--prompt', prompt, '--save', 'strange')
  expect(tried.code).toBe(0)
  expect(tried.out).toMatch(/POST \/\S+\nHTTP 200, application\/json, \d+ ms, taken for submit-accepted/)
  expect(tried.out.match(/taken for poll-unrecognized/g)).toHaveLength(3)
  expect(tried.out).toContain('! status rendering_stage_2 is not known to the dialect')
  expect(tried.out).not.toContain(prompt)
  expect(tried.out).toMatch(/^archived +admin\/single\/.*\.mp4 · \d+ bytes · 6 s · /m)
  expect(tried.out).toMatch(
    /^money +charged \$0\.3018 \(estimated\), quoted \$0\.3018 \(simulated: no real money\)$/m,
  )
  expect(tried.out).toMatch(/^unknown +status rendering_stage_2; the dialect should name/m)

  const files = readdirSync(join(folder, 'strange'))
  expect(files).toContain('create.queued.json')
  expect(files.filter((file) => file.startsWith('query.rendering_stage_2'))).toHaveLength(1)
  const saved = JSON.parse(readFileSync(join(folder, 'strange/query.rendering_stage_2.json'), 'utf8'))
  expect(saved).toMatchObject({
    source: expect.stringMatching(/^seen by reelkeep try, \d{4}-\d\d-\d\d$/),
    reply: { status: 200, content_type: 'application/json', body: { status: 'rendering_stage_2' } },
    expect: {
      type: 'poll-unrecognized',
      surprises: [{ kind: 'status', name: 'rendering_stage_2' }],
    },
  })
  expect(saved.asked.task_id).toBe(saved.reply.body.id)
  // Counted in the worker's memory and kept within its next upkeep.
  await waitUntil(
    async () =>
      (await reelkeep('upstreams', 'simulator')).out.match(/status rendering_stage_2 +3 times, from /),
    { what: 'the surprise to be listed' },
  )
})

test('a try that fails is exit code 1, with its words and its charge', async () => {
  const failed = await reelkeep('--json', 'try', 'simulator', '--yes', '--prompt', 'a red barn [sim:failed]')
  expect(failed.code).toBe(1)
  const { job, exchanges, saved } = JSON.parse(failed.out)
  expect(job).toMatchObject({ state: 'failed', submissions: 1, name: 'reelkeep try' })
  expect(exchanges.at(-1)).toMatchObject({ step: 'poll', read_as: 'render-failed' })
  expect(readdirSync(join(folder, saved.directory)).sort()).toEqual([...saved.files].sort())
})

test.each([
  ['[sim:lost_reply]', /^unconfirmed +the request may have arrived/m, /^next +look it up at the vendor/m],
  [
    '[sim:redirect_private=99]',
    /^archiving +its link points to a host/m,
    /^next +reelkeep show job_\w+ has the command that allows the host/m,
  ],
])('a try that needs a person (%s) is exit code 1 and says what to do', async (marker, what, next) => {
  const tried = await reelkeep('try', 'simulator', '--yes', '--prompt', `a boat on a lake ${marker}`)
  expect(tried.code).toBe(1)
  expect(tried.out).toMatch(what)
  expect(tried.out).toMatch(next)
})

test('a try whose account is refused ends at once, says why, and the job waits for the gate', async () => {
  const refused = await reelkeep('try', 'simulator', '--yes', '--prompt', 'a red barn [sim:unauthorized=999]')
  expect(refused.code).toBe(1)
  expect(refused.out).toContain('HTTP 401')
  expect(refused.out).toMatch(/taken for submit-account-refused/)
  expect(refused.out).toMatch(/^next +it waits and goes on once the upstream takes jobs again/m)
  expect((await reelkeep('upstreams')).out).toMatch(/^simulator: closed since /m)
  expect((await reelkeep('try', 'simulator', '--yes')).code).toBe(2)
})
