import { Agent, request } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Downloader, openDownloader } from '../src/download.ts'
import { createConnectGuard, type LinkRules } from '../src/links/connect-guard.ts'
import { readAllowPrivateHosts } from '../src/links/private-hosts.ts'
import { isPublicAddress } from '../src/links/public-address.ts'
import { type MediaServer, startMedia } from './media-server.ts'

const anyHost: LinkRules = { linkHosts: [], allowHttpLinks: true, allowedHosts: [] }

describe('an address', () => {
  it.each([
    ['127.0.0.1', false],
    ['0.0.0.0', false],
    ['10.1.2.3', false],
    ['172.16.0.1', false],
    ['192.168.1.1', false],
    ['100.64.0.1', false],
    ['169.254.169.254', false],
    ['198.18.0.1', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['::', false],
    ['::1', false],
    ['::7f00:1', false],
    ['::ffff:127.0.0.1', false],
    ['::ffff:8.8.8.8', true],
    ['64:ff9b::7f00:1', false],
    ['64:ff9b::808:808', true],
    ['2002:7f00:1::', false],
    ['2002:808:808::', true],
    ['fd00::1', false],
    ['fe80::1', false],
    ['fec0::1', false],
    ['ff02::1', false],
    ['2001:db8::1', false],
    ['4000::1', false],
    ['2606:4700::1111', true],
    ['8.8.8.8', true],
    ['not an address', false],
  ])('%s is public: %s', (address, isPublic) => {
    expect(isPublicAddress(address)).toBe(isPublic)
  })
})

describe('the guard', () => {
  let media: MediaServer
  beforeAll(async () => {
    media = await startMedia((_request, response) => response.end('inside'))
  })
  afterAll(() => media[Symbol.asyncDispose]())

  const port = (): string => media.host.split(':')[1] ?? ''
  const fetchThrough = async (url: string, guard = createConnectGuard({ allowPrivateHosts: [] })) => {
    const agent = new Agent({ connect: guard.connect })
    try {
      guard.checkUrl(new URL(url), anyHost)
      return await (await request(url, { dispatcher: agent })).body.text()
    } finally {
      await agent.destroy()
    }
  }

  it.each([
    'http://127.0.0.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f.1:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://0.0.0.0:PORT/',
    'http://[::1]:PORT/',
    'http://[::]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://localhost:PORT/',
    'http://LOCALHOST.:PORT/',
    'http://LocalHost:PORT/',
    'http://127.0.0.1.:PORT/',
    'http://017700000001:PORT/',
    'http://0x7F000001:PORT/',
    'http://0:PORT/',
    'http://①②⑦.0.0.1:PORT/',
    'http://127。0。0。1:PORT/',
    'http://１２７.1:PORT/',
    'http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT/',
    'http://[64:ff9b::127.0.0.1]:PORT/',
    'http://[2002:7f00:1::]:PORT/',
    'http://[::127.0.0.1]:PORT/',
    'http://[0:0:0:0:0:ffff:7f00:0001]:PORT/',
    'http://[fd00::1]:PORT/',
    'http://[fe80::1]:PORT/',
    'http://100.64.0.1:PORT/',
    'http://169.254.169.254:PORT/',
    'http://someone:secret@127.0.0.1:PORT/',
    'http://example.com:secret@localhost:PORT/',
  ])('does not let %s through to loopback', async (pattern) => {
    await expect(fetchThrough(pattern.replace('PORT', port()))).rejects.toMatchObject({
      name: 'LinkRefusedError',
    })
    expect(media.seen).toHaveLength(0)
  })

  it.each(['127.0.0.1', '2130706433', '0x7f.1', '::ffff:127.0.0.1', 'localhost.'])(
    'does not connect to %s even when nobody checked the link first',
    async (hostname) => {
      const { connect } = createConnectGuard({ allowPrivateHosts: [] })
      const error = await new Promise<Error | null>((resolve) => {
        connect({ hostname, protocol: 'http:', port: port() }, (...[failure]) => resolve(failure))
      })
      expect(error).toBeInstanceOf(Error)
      expect(media.seen).toHaveLength(0)
    },
  )

  it('refuses a host with one private answer among its public ones', async () => {
    const guard = createConnectGuard({ allowPrivateHosts: [], resolve: async () => ['8.8.8.8', '127.0.0.1'] })
    await expect(fetchThrough(`http://rebind.example:${port()}/`, guard)).rejects.toMatchObject({
      name: 'LinkRefusedError',
      host: 'rebind.example',
    })
  })

  it('looks at the address again for each connection: a host that moves inside between two is refused', async () => {
    const answers = [['127.0.0.1'], ['10.0.0.1']]
    const moving = { resolve: async () => answers.shift() ?? [] }
    const before = createConnectGuard({ allowPrivateHosts: [`moves.example:${port()}`], ...moving })
    expect(await fetchThrough(`http://moves.example:${port()}/`, before)).toBe('inside')
    const after = createConnectGuard({ allowPrivateHosts: [], ...moving })
    await expect(fetchThrough(`http://moves.example:${port()}/`, after)).rejects.toMatchObject({
      name: 'LinkRefusedError',
      message: 'moves.example leads to 10.0.0.1, not a public address',
      allow: `moves.example:${port()}`,
    })
  })

  it('asks for the address once and goes to that one', async () => {
    let asked = 0
    const guard = createConnectGuard({
      allowPrivateHosts: [`inside.example:${port()}`],
      resolve: async () => (asked++ === 0 ? ['127.0.0.1'] : ['127.0.0.2']),
    })
    expect(await fetchThrough(`http://inside.example:${port()}/`, guard)).toBe('inside')
    expect(asked).toBe(1)
    expect(media.seen.at(-1)?.headers.host).toBe(`inside.example:${port()}`)
  })

  it('lets a private host through that was allowed, on its port only', async () => {
    const guard = createConnectGuard({ allowPrivateHosts: [media.host] })
    expect(await fetchThrough(`${media.url}/`, guard)).toBe('inside')
    await expect(fetchThrough('http://127.0.0.1:1/', guard)).rejects.toMatchObject({
      name: 'LinkRefusedError',
    })
  })
})

describe('the rules of a link', () => {
  const { checkUrl } = createConnectGuard({ allowPrivateHosts: ['10.0.0.7', 'media.lan:8080'] })
  const check = (url: string, rules: Partial<LinkRules> = {}) =>
    checkUrl(new URL(url), { linkHosts: [], allowHttpLinks: false, allowedHosts: [], ...rules })

  it.each([
    ['https://cdn.example.com/a.mp4', {}],
    ['http://cdn.example.com/a.mp4', { allowHttpLinks: true }],
    ['https://a.b.example.com/a.mp4', { linkHosts: ['*.example.com'] }],
    ['https://CDN.Example.COM./a.mp4', { linkHosts: ['cdn.example.com'] }],
    ['http://10.0.0.7:99/a.mp4', {}],
    ['http://media.lan:8080/a.mp4', {}],
  ])('let %s through with %j', (url, rules) => {
    expect(() => check(url, rules)).not.toThrow()
  })

  it.each([
    ['http://cdn.example.com/a.mp4', {}, /plain http/],
    ['https://user:secret@cdn.example.com/a.mp4', {}, /user name/],
    ['https://example.com/a.mp4', { linkHosts: ['*.example.com'] }, /link_hosts/],
    ['https://evilexample.com/a.mp4', { linkHosts: ['*.example.com', 'example.com'] }, /link_hosts/],
    ['https://10.0.0.8/a.mp4', {}, /not a public address$/],
    ['https://[fd00::1]/a.mp4', {}, /fd00::1 is not a public address$/],
    ['https://10.0.0.7:98/a.mp4', { linkHosts: ['*.example.com'] }, /link_hosts of its upstream/],
    ['http://media.lan:8081/a.mp4', {}, /plain http/],
    ['ftp://cdn.example.com/a.mp4', {}, /no web address/],
    ['data:video/mp4;base64,AAAA', {}, /no web address/],
  ])('refuse %s with %j', (url, rules, message) => {
    expect(() => check(url, rules)).toThrow(message)
  })

  it.each<[string, string | null, Partial<LinkRules>?]>([
    ['http://cdn.example.com/a.mp4', 'cdn.example.com'],
    ['https://127.0.0.1:8443/a.mp4', '127.0.0.1:8443'],
    ['https://[fd00::1]/a.mp4', '[fd00::1]'],
    ['https://Other.Example.com./a.mp4', 'other.example.com', { linkHosts: ['cdn.example.com'] }],
    ['https://user:secret@10.0.0.8/a.mp4', null],
    ['ftp://10.0.0.8/a.mp4', null],
  ])('tell for %s that %s is what a person may allow', (url, allow, rules = {}) => {
    expect(() => check(url, rules)).toThrow(expect.objectContaining({ allow }))
    if (allow === null) expect(() => check(url, { allowedHosts: ['10.0.0.8'] })).toThrow()
    else expect(() => check(url, { ...rules, allowedHosts: [allow] })).not.toThrow()
  })

  it('keep what was allowed on one port to that port and that host', () => {
    const allowedHosts = ['10.0.0.8:8080', 'cdn.lan:443']
    expect(() => check('https://10.0.0.8:8081/a.mp4', { allowedHosts })).toThrow(/not a public address/)
    expect(() => check('http://cdn.lan/a.mp4', { allowedHosts })).toThrow(/plain http/)
    expect(() => check('http://a.cdn.lan:443/a.mp4', { allowedHosts })).toThrow(/plain http/)
    expect(() => check('https://cdn.lan/a.mp4', { allowedHosts, linkHosts: ['x.lan'] })).not.toThrow()
  })
})

describe('a download', () => {
  let media: MediaServer
  beforeAll(async () => {
    media = await startMedia((_request, response) => response.end('inside'))
  })
  afterAll(() => media[Symbol.asyncDispose]())

  it('does not profit from what is allowed for links of another upstream, not by name and not by socket', async () => {
    const guard = createConnectGuard({ allowPrivateHosts: [], resolve: async () => ['127.0.0.1'] })
    await using downloader = disposable(openDownloader(guard))
    const host = `inside.example:${media.host.split(':')[1]}`
    const outcomes: string[] = []
    for (const allowedHosts of [[], [host], []]) {
      const { outcome } = await downloader.download({
        link: `http://${host}/a.mp4`,
        rules: { ...anyHost, allowedHosts },
        maxBytes: 100,
        signal: AbortSignal.timeout(10_000),
        onChunk: () => null,
      })
      outcomes.push(outcome)
    }
    expect(outcomes).toEqual(['refused', 'received', 'refused'])
    expect(media.seen).toHaveLength(1)
  })
})

function disposable(downloader: Downloader): Downloader & AsyncDisposable {
  return { ...downloader, [Symbol.asyncDispose]: () => downloader.close() }
}

describe('REELKEEP_ALLOW_PRIVATE_HOSTS', () => {
  it('is a comma list of hosts, with a port or without', () => {
    expect(
      readAllowPrivateHosts({ REELKEEP_ALLOW_PRIVATE_HOSTS: 'a.lan, 10.0.0.7:9000,[fd00::1]:80' }),
    ).toEqual(['a.lan', '10.0.0.7:9000', '[fd00::1]:80'])
    expect(() => readAllowPrivateHosts({ REELKEEP_ALLOW_PRIVATE_HOSTS: 'http://a.lan' })).toThrow(
      /^REELKEEP_ALLOW_PRIVATE_HOSTS must be/,
    )
  })
})
