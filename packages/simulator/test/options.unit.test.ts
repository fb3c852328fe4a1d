import { expect, test } from 'vitest'
import { simulatorOptionsFromArgs } from '../src/index.ts'

test('reads a whole command line', () => {
  const line =
    '--port 4010 --speed 60 --seed 7 --flavor xingchaoyiqing --scenario failed=0.05 --scenario slow_create=0.1:300 --clip-bytes 4096 --render-ms 20 --api-key one --api-key two --free-failures --comet-replies raw --xai-rate 2'
  expect(simulatorOptionsFromArgs(line.split(' '), { REELKEEP_DATA_DIR: '/data' })).toMatchObject({
    dataDir: '/data/simulator',
    port: 4010,
    speed: 60,
    seed: '7',
    flavor: 'xingchaoyiqing',
    scenarios: { failed: 0.05, slow_create: { rate: 0.1, value: 300 } },
    clipBytes: 4096,
    renderMs: 20,
    apiKeys: ['one', 'two'],
    chargeFailures: false,
    cometReplies: 'raw',
    xaiRequestsPerSecond: 2,
  })
})

test('keeps its files in the default data directory', () => {
  expect(simulatorOptionsFromArgs([]).dataDir).toBe('.reelkeep/simulator')
})

test('any number of requests to xAI is none for its rate', () => {
  expect(simulatorOptionsFromArgs(['--xai-rate', 'none']).xaiRequestsPerSecond).toBeNull()
})

test.each([
  ['--port abc', /--port must be a number \(found "abc"\)/],
  ['--port 70000', /port must be a whole number from 0 to 65535/],
  ['--speed 0', /speed must be a number above 0/],
  ['--flavor xai', /--flavor must be globalaiopc or xingchaoyiqing \(found "xai"\)/],
  ['--scenario failed', /--scenario must be NAME=RATE/],
  ['--scenario faild=1', /no scenario "faild"/],
  ['--clip-bytes 100', /at least 2048/],
  ['--comet-replies both', /--comet-replies must be wrapped, raw, mixed \(found "both"\)/],
  ['--xai-rate 0', /above 0/],
  ['--sped 60', /'--sped'/],
])('refuses %s in words', (line, message) => {
  expect(() => simulatorOptionsFromArgs(line.split(' '))).toThrow(message)
})
