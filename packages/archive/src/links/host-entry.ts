import { foldHost } from './host-pattern.ts'

/** Whether a text is one `host` or `host:port`, an IPv6 address in brackets: no pattern, no scheme, no path. */
export function isHostEntry(text: string): boolean {
  return text.length <= 300 && /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.test(text)
}

/** One spelling for one entry: lower case, no dot at the host's end. */
export function foldHostEntry(entry: string): string {
  const [, host = '', port = ''] = entryParts.exec(entry.trim()) ?? []
  const folded = foldHost(host)
  return `${folded.includes(':') ? `[${folded}]` : folded}${port}`
}

/** Whether an entry means this host, folded, at this port. */
export function namesHost(entry: string, host: string, port: string): boolean {
  const match = entryParts.exec(entry.trim())
  const [, name = '', wantedPort = ''] = match ?? []
  return match !== null && foldHost(name) === host && (wantedPort === '' || wantedPort === `:${port}`)
}

/** The entry that means what a link names; null: no entry can. `port` is empty where the link names none. */
export function entryFor(host: string, port: string): string | null {
  const entry = `${host.includes(':') ? `[${host}]` : host}${port === '' ? '' : `:${port}`}`
  return isHostEntry(entry) ? entry : null
}

const entryParts = /^(\[[^\]]+\]|[^:]+)(:\d+)?$/
