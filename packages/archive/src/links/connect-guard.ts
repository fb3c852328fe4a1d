import { lookup } from 'node:dns/promises'
import { isIP, type Socket } from 'node:net'
import { buildConnector } from 'undici'
import { entryFor, namesHost } from './host-entry.ts'
import { foldHost, matchesHost } from './host-pattern.ts'
import { LinkRefusedError } from './link-refused.ts'
import { isPublicAddress } from './public-address.ts'

/** Stands between us and every address a stranger gives. To be used by whatever fetches one. */
export type ConnectGuard = {
  /** Before every hop: scheme, host rules and literal addresses. Throws LinkRefusedError. */
  checkUrl(url: URL, rules: LinkRules): void
  /** undici's `connect`: one resolution, every answer public, and the socket's own end looked at once more. */
  readonly connect: buildConnector.connector
  /** The same for links under rules that allow these hosts as well. A socket must not be shared with links that may not. */
  connectTo(allowedHosts: readonly string[]): buildConnector.connector
}

export type LinkRules = {
  /** Host patterns that may be fetched from; empty: any public host. */
  readonly linkHosts: readonly string[]
  readonly allowHttpLinks: boolean
  /** `host` or `host:port` that a person has allowed: not listed, over plain http, or private. */
  readonly allowedHosts: readonly string[]
}

export type ConnectGuardSettings = {
  /** `host` or `host:port`, allowed although private, and over plain http too. */
  readonly allowPrivateHosts: readonly string[]
  readonly connectTimeoutMs?: number
  /** Asked once per connection; the system's resolver unless a test says otherwise. */
  readonly resolve?: (host: string) => Promise<readonly string[]>
}

export function createConnectGuard(settings: ConnectGuardSettings): ConnectGuard {
  const dial = buildConnector({ timeout: settings.connectTimeoutMs ?? 5000, allowH2: false })
  const resolve = settings.resolve ?? resolveOnce
  const isPrivateAllowed = (host: string, port: string): boolean =>
    settings.allowPrivateHosts.some((entry) => namesHost(entry, host, port))
  const connectTo =
    (allowedHosts: readonly string[]): buildConnector.connector =>
    (options, callback) => {
      const host = foldHost(options.hostname)
      const port = options.port || (options.protocol === 'https:' ? '443' : '80')
      const allowed =
        isPrivateAllowed(host, port) || allowedHosts.some((entry) => namesHost(entry, host, port))
      connectChecked({ host, allowed, resolve, dial, options }).then(
        (socket) => callback(null, socket),
        (error: Error) => callback(error, null),
      )
    }
  return {
    checkUrl: (url, rules) => checkUrl(url, rules, isPrivateAllowed(foldHost(url.hostname), portOf(url))),
    connect: connectTo([]),
    connectTo,
  }
}

function checkUrl(url: URL, rules: LinkRules, isPrivateAllowed: boolean): void {
  const host = foldHost(url.hostname)
  const refuse = (why: string, allow: string | null): never => {
    throw new LinkRefusedError(host, why, allow)
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') refuse(`${url.protocol} is no web address`, null)
  if (url.username || url.password) refuse('the link carries a user name', null)
  if (host === '') refuse('the link names no host', null)
  if (rules.allowedHosts.some((entry) => namesHost(entry, host, portOf(url)))) return
  const entry = entryFor(host, url.port)
  if (url.protocol === 'http:' && !rules.allowHttpLinks && !isPrivateAllowed) {
    refuse(`${host} is linked over plain http`, entry)
  }
  if (rules.linkHosts.length > 0 && !rules.linkHosts.some((pattern) => matchesHost(pattern, host))) {
    refuse(`${host} is not among the link_hosts of its upstream`, entry)
  }
  if (isIP(host) !== 0 && !isPrivateAllowed && !isPublicAddress(host)) {
    refuse(`${host} is not a public address`, entry)
  }
}

type Dial = {
  readonly host: string
  readonly allowed: boolean
  readonly resolve: (host: string) => Promise<readonly string[]>
  readonly dial: buildConnector.connector
  readonly options: buildConnector.Options
}

async function connectChecked({ host, allowed, resolve, dial, options }: Dial): Promise<Socket> {
  const isLiteral = isIP(host) !== 0
  const addresses = isLiteral ? [host] : await resolve(host)
  const stray = allowed ? undefined : addresses.find((address) => !isPublicAddress(address))
  const allow = entryFor(host, options.port)
  // One private answer among public ones is how a rebinding host begins: the whole host is refused.
  if (stray !== undefined) {
    throw new LinkRefusedError(
      host,
      `${isLiteral ? `${host} is not` : `${host} leads to ${stray}, not`} a public address`,
      allow,
    )
  }
  let failure: Error = new Error(`${host} has no address`)
  for (const address of addresses.slice(0, 4)) {
    try {
      const socket = await dialAddress(dial, { ...options, ...endOf(options, host, address) })
      if (!allowed) checkRemote(socket, host, allow)
      return socket
    } catch (error) {
      if (error instanceof LinkRefusedError || !(error instanceof Error)) throw error
      failure = error
    }
  }
  throw failure
}

/** The address is dialled, the name stays what the certificate must show. */
function endOf(
  options: buildConnector.Options,
  host: string,
  address: string,
): Partial<buildConnector.Options> {
  if (options.protocol !== 'https:') return { hostname: address }
  return isIP(host) === 0
    ? { hostname: address, servername: options.servername ?? host }
    : { hostname: address }
}

function dialAddress(dial: buildConnector.connector, options: buildConnector.Options): Promise<Socket> {
  return new Promise((resolve, reject) => {
    dial(options, (error, socket) => (socket ? resolve(socket) : reject(error)))
  })
}

function checkRemote(socket: Socket, host: string, allow: string | null): void {
  const remote = socket.remoteAddress ?? ''
  if (isPublicAddress(remote)) return
  socket.destroy()
  const message = `${host} was reached at ${remote || 'no address'}, which is not public`
  throw new LinkRefusedError(host, message, allow)
}

function portOf(url: URL): string {
  return url.port || (url.protocol === 'https:' ? '443' : '80')
}

async function resolveOnce(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address)
}
