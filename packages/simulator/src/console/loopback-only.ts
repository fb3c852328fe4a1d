import type { IncomingMessage } from 'node:http'

const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i

/**
 * The console has no key, so it answers this machine only. The Host header is checked as well as the peer: a page on the
 * web can point its own name at 127.0.0.1 and read our answers, but then its name stands in that header.
 */
export function isLoopback(request: IncomingMessage): boolean {
  const peer = request.socket.remoteAddress ?? ''
  const local = peer === '::1' || /^(::ffff:)?127\./.test(peer)
  return local && loopbackHost.test(request.headers.host ?? '')
}
