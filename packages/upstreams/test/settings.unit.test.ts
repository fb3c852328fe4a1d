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
      resubmitMaxTicks: 15_000_000_000n,
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
    [{ globalaiopc: { speed: 60 } }, {}, /speed is for simulated upstreams/],
    [{ globalaiopc: { base_url: 'ftp://x' } }, {}, /base_url must be an http or https address/],
    [{ globalaiopc: 'yes' }, {}, /^upstreams\.globalaiopc must be a mapping/],
    [{ mine: {} }, {}, /^upstreams\.mine\.profile must be one of cometapi, globalaiopc, xai, xingchaoyiqing/],
    [{ 'Not A Name': {} }, {}, /must be named with small letters/],
    [[], {}, /^upstreams must be a mapping/],
    [{}, { GLOBALAIOPC_BASE_URL: 'zcb' }, /^GLOBALAIOPC_BASE_URL must be an http or https address/],
    [{}, { GLOBALAIOPC_API_KEY: 'a b' }, /^GLOBALAIOPC_API_KEY must be printable/],
  ])('refuse %j with %j in one line that names the setting', (section, env, message) => {
    expect(() => read(section, env)).toThrow(message)
  })

  it('refuse a default upstream that nobody knows', () => {
    expect(() => read({}, {}, 'nope')).toThrow(
      /^default_upstream must be one of cometapi, globalaiopc, xai, xingchaoyiqing/,
    )
  })
})
