import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { type Environment, readUpstreamSettings } from '../src/settings.ts'

const read = (section: unknown, env: Environment = {}, defaultUpstream = 'globalaiopc') =>
  readUpstreamSettings({ section, defaultUpstream, env })
const readFirst = (section: unknown, env: Environment = {}) => {
  const [first] = read(section, env)
  if (!first) throw new Error('no upstream was read')
  return first
}

describe('upstream settings', () => {
  it('hold the default upstream, unconfigured, when nothing is said', () => {
    const settings = readFirst(undefined)
    expect(settings).toMatchObject({
      baseUrl: 'https://zcbservice.aizfw.cn/kyyReactApiServer',
      credentials: [],
      configured: false,
      rules: {
        name: 'globalaiopc',
        maxInFlight: 50,
        requestsPerMinute: 60,
        submitTimeoutMs: 120_000,
        speed: 1,
      },
    })
    expect(settings.rules.priceFor('grok_video3')).toBeNull()
  })

  it('hold a known upstream as soon as the environment has its key', () => {
    expect(read(null, { XINGCHAOYIQING_API_KEY: 'k' }).map(({ rules }) => rules.name)).toEqual([
      'globalaiopc',
      'xingchaoyiqing',
    ])
  })

  it('read every setting of the contract', () => {
    const { rules, baseUrl } = readFirst({
      globalaiopc: {
        profile: 'globalaiopc',
        base_url: 'https://gateway.example/api/',
        api_key: 'k',
        max_in_flight: 7,
        requests_per_minute: 8,
        polls_per_minute: 9,
        poll: { first: '60s', min: '30s', max: '60s', deadline: '2h' },
        submit_timeout: '90s',
        on_unconfirmed: 'resubmit',
        unconfirmed_hold: '30m',
        resubmit_max_usd: 1.5,
        retries: 0,
        failed_is_free: true,
        link_hosts: ['*.example.com'],
        allow_http_links: true,
        prices: { grok_video3: { per_second_usd: '0.05' }, grok_video3_pro: { per_call_usd: 0.5 } },
      },
    })
    expect(baseUrl).toBe('https://gateway.example/api')
    expect(rules).toMatchObject({
      maxInFlight: 7,
      requestsPerMinute: 8,
      pollsPerMinute: 9,
      submitTimeoutMs: 90_000,
      onUnconfirmed: 'resubmit',
      unconfirmedHoldMs: 1_800_000,
      resubmitMaxTicks: 15_000_000_000n,
      resubmitDailyTicks: 150_000_000_000n,
      retries: 0,
      failedIsFree: true,
      linkHosts: ['*.example.com'],
      allowHttpLinks: true,
    })
    expect(rules.planFor('grok_video3', 10)).toMatchObject({
      firstMs: 60_000,
      minMs: 30_000,
      maxMs: 60_000,
      deadlineMs: 7_200_000,
    })
    expect(rules.priceFor('grok_video3')).toEqual({ unit: 'second', ticks: 500_000_000n })
    expect(rules.priceFor('grok_video3_pro')).toEqual({ unit: 'call', ticks: 5_000_000_000n })
  })

  it('divide every plan by the speed of a simulated upstream and leave network timeouts alone', () => {
    const { rules } = readFirst({
      globalaiopc: { simulated: true, speed: 60, api_key: 'k' },
    })
    expect(rules).toMatchObject({
      simulated: true,
      speed: 60,
      requestsPerMinute: 3600,
      pollsPerMinute: 36_000,
      linkLifetimeMs: 60_000,
      submitTimeoutMs: 120_000,
    })
    expect(rules.planFor('grok_video3', 10)).toMatchObject({ firstMs: 2000, minMs: 500, maxMs: 1000 })
  })

  it('name a price list of its own after its content', () => {
    const version = (usd: string) =>
      readFirst({ globalaiopc: { prices: { grok_video3: { per_second_usd: usd } } } }).rules.priceVersion
    expect(version('0.05')).toBe(version('0.050'))
    expect(version('0.05')).not.toBe(version('0.06'))
    expect(version('0.05')).toMatch(/^globalaiopc-2026-11-20\+[0-9a-f]{10}$/)
  })

  it('know a model by every name its vendor has for it', () => {
    const { modelNamed } = readFirst({ xai: {} }).rules
    expect(modelNamed('grok-imagine-video-1.5-2026-05-30')).toBe('grok-imagine-video-1.5')
    expect(modelNamed('grok-imagine-video-2')).toBe('grok-imagine-video-2')
  })

  it('take prices by resolution and image, whatever order they are written in', () => {
    const version = (prices: unknown) => readFirst({ xai: { prices } }).rules.priceVersion
    const usd = { '480p': '0.06', '720p': 0.08 }
    const prices = { 'grok-imagine-video': { per_second_usd: usd, per_image_usd: '0.002' } }
    const { rules } = readFirst({ xai: { prices } })
    expect(rules.priceFor('grok-imagine-video')).toEqual({
      unit: 'second',
      ticks: { '480p': 600_000_000n, '720p': 800_000_000n },
      perImageTicks: 20_000_000n,
    })
    expect(rules.priceFor('grok-imagine-video-1.5')).toMatchObject({ perImageTicks: 100_000_000n })
    const turned = { '720p': '0.08', '480p': '0.06' }
    const same = { 'grok-imagine-video': { per_image_usd: 0.002, per_second_usd: turned } }
    expect(version(same)).toBe(version(prices))
    expect(version({ 'grok-imagine-video': { per_second_usd: usd } })).not.toBe(version(prices))
  })

  it('multiply what is passed through by a factor without a float, and by 1 when none is given', () => {
    const ppm = (section: object) => readFirst({ cometapi: section }).rules.billFactorPpm
    expect(ppm({})).toBe(1_000_000n)
    expect(ppm({ bill_factor: '1.25' })).toBe(1_250_000n)
    expect(ppm({ bill_factor: 0.8 })).toBe(800_000n)
    expect(readFirst({ cometapi: {} }).rules.reportedTicksAre).toBe('passed_through')
    expect(readFirst({ xai: {} }).rules.reportedTicksAre).toBe('bill')
  })

  it('take the contract’s own sample for xAI, and the keys of all four by environment', () => {
    const xai = readFirst({ xai: { link_hosts: ['*.x.ai'] } }, { XAI_API_KEY: 'k' })
    expect(xai).toMatchObject({
      baseUrl: 'https://api.x.ai',
      configured: true,
      rules: { linkHosts: ['*.x.ai'], pollsShareRate: true, requestsPerMinute: 60, maxOverdue: 10 },
    })
    const keys = { COMETAPI_API_KEY: 'a', XAI_API_KEY: 'b', XINGCHAOYIQING_API_KEY: 'c' }
    const known = read(undefined, keys).map(({ rules, configured }) => [rules.name, configured])
    expect(known).toEqual([
      ['globalaiopc', false],
      ['xingchaoyiqing', true],
      ['cometapi', true],
      ['xai', true],
    ])
  })

  it('cap overdue tasks as the profile does unless told otherwise', () => {
    expect(readFirst({ globalaiopc: {} }).rules.maxOverdue).toBe(25)
    expect(readFirst({ globalaiopc: { max_overdue: 3 } }).rules.maxOverdue).toBe(3)
  })

  it('keep the previous keys behind the current one, each under an id that is not the key', () => {
    const { credentials, configured } = readFirst(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the configuration file's own notation.
      { globalaiopc: { api_key: '${MY_KEY}' } },
      { MY_KEY: 'new-key', GLOBALAIOPC_API_KEY_PREVIOUS: 'old-key, older-key' },
    )
    expect(configured).toBe(true)
    expect(credentials.map(({ key }) => key.reveal())).toEqual(['new-key', 'old-key', 'older-key'])
    expect(new Set(credentials.map(({ id }) => id)).size).toBe(3)
    expect(readFirst(null, { GLOBALAIOPC_API_KEY: 'new-key' }).credentials[0]?.id).toBe(credentials[0]?.id)
  })

  it('never print a key', () => {
    const settings = readFirst(null, { GLOBALAIOPC_API_KEY: 'canary-key' })
    expect(`${inspect(settings, { depth: 9 })}${JSON.stringify(settings.credentials)}`).not.toContain(
      'canary',
    )
  })

  it('keep an upstream of one’s own under its own name and environment', () => {
    const [, mine] = read(
      { globalaiopc: {}, 'my-gate': { profile: 'xingchaoyiqing' } },
      { MY_GATE_API_KEY: 'k', MY_GATE_BASE_URL: 'http://127.0.0.1:9' },
    )
    expect(mine).toMatchObject({
      baseUrl: 'http://127.0.0.1:9',
      configured: true,
      rules: { name: 'my-gate', profile: 'xingchaoyiqing' },
    })
  })

  it.each([
    [
      { globalaiopc: { max_inflight: 3 } },
      {},
      /^upstreams\.globalaiopc\.max_inflight is no setting.*max_in_flight/,
    ],
    [{ globalaiopc: { poll: { frist: '1s' } } }, {}, /^upstreams\.globalaiopc\.poll\.frist is no setting/],
    [
      { globalaiopc: { max_in_flight: 0 } },
      {},
      /^upstreams\.globalaiopc\.max_in_flight must be a whole number/,
    ],
    [{ globalaiopc: { submit_timeout: 120 } }, {}, /submit_timeout must be a duration such as 500ms/],
    [{ globalaiopc: { submit_timeout: '2 minutes' } }, {}, /submit_timeout must be a duration/],
    [{ globalaiopc: { poll: { min: '60s', max: '30s' } } }, {}, /poll must have a min that is not above/],
    [{ globalaiopc: { on_unconfirmed: 'resubmit' } }, {}, /needs resubmit_max_usd/],
    [
      { globalaiopc: { prices: { grok9: { per_call_usd: '1' } } } },
      {},
      /prices\.grok9 must be a price of grok_video3/,
    ],
    [{ globalaiopc: { prices: { grok_video3: {} } } }, {}, /either per_second_usd or per_call_usd/],
    [
      { xai: { prices: { 'grok-imagine-video': { per_second_usd: { '1080p': '1' } } } } },
      {},
      /^upstreams\.xai\.prices\.grok-imagine-video\.per_second_usd\.1080p must be a price of 480p, 720p$/,
    ],
    [
      { xai: { prices: { 'grok-imagine-video': { per_second_usd: {} } } } },
      {},
      /per_second_usd must give a price for 480p, 720p$/,
    ],
    [
      { xai: { prices: { 'grok-imagine-video': { per_second_usd: 'five' } } } },
      {},
      /^upstreams\.xai\.prices\.grok-imagine-video\.per_second_usd must be dollars such as "0\.05", or/,
    ],
    [{ globalaiopc: { bill_factor: '1.25' } }, {}, /^upstreams\.globalaiopc\.bill_factor is for upstreams/],
    [{ cometapi: { bill_factor: '0' } }, {}, /^upstreams\.cometapi\.bill_factor must be a factor above 0/],
    [{ cometapi: { bill_factor: true } }, {}, /bill_factor must be a factor above 0 such as "1\.25"/],
    [{ globalaiopc: { max_overdue: 0 } }, {}, /^upstreams\.globalaiopc\.max_overdue must be a whole number/],
    [{ globalaiopc: { speed: 60 } }, {}, /speed is for simulated upstreams/],
    [{ globalaiopc: { base_url: 'ftp://x' } }, {}, /base_url must be an http or https address/],
    [{ globalaiopc: 'yes' }, {}, /^upstreams\.globalaiopc must be a mapping/],
    [{ mine: {} }, {}, /^upstreams\.mine\.profile must be one of cometapi, globalaiopc, .*xingchaoyiqing/],
    [{ 'Not A Name': {} }, {}, /must be named with small letters/],
    [[], {}, /^upstreams must be a mapping/],
    [{}, { GLOBALAIOPC_BASE_URL: 'zcb' }, /^GLOBALAIOPC_BASE_URL must be an http or https address/],
    [{}, { GLOBALAIOPC_API_KEY: 'a b' }, /^GLOBALAIOPC_API_KEY must be printable/],
  ])('refuse %j with %j in one line that names the setting', (section, env, message) => {
    expect(() => read(section, env)).toThrow(message)
  })

  it('refuse a default upstream that nobody knows', () => {
    expect(() => read({}, {}, 'nope')).toThrow(
      /^default_upstream must be one of cometapi, globalaiopc, .*xingchaoyiqing/,
    )
  })
})
