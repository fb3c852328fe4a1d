import { connect as connectSocket, type Socket } from 'node:net'

/** What the driver tells of where to connect to. */
type SocketTarget = {
  readonly host: readonly string[]
  readonly port: readonly number[]
  readonly path?: string | false | undefined
}

export type SocketWatch = {
  /** A socket on its way to the server; what is written meanwhile leaves when it is there. */
  connect(target: SocketTarget): Socket
  close(): void
}

const looksPerDeadline = 20

/**
 * Closes connections on which no byte moved for `silenceMs`, whatever they wait for: a frozen server and a dead wire
 * keep a TCP connection open for ever, and the driver has no deadline of its own once it is connected. Bytes are
 * counted on the raw socket, below TLS. 0 watches nothing.
 */
export function createSocketWatch(silenceMs: number): SocketWatch {
  const watched = new Map<Socket, Look>()
  let connects = 0
  const timer = silenceMs > 0 ? setInterval(look, Math.ceil(silenceMs / looksPerDeadline)).unref() : null

  function look(): void {
    const nowMs = performance.now()
    for (const [socket, last] of watched) {
      const bytes = socket.bytesRead + socket.bytesWritten
      // No event says so: the driver takes all listeners away when it begins TLS.
      if (socket.destroyed) watched.delete(socket)
      else if (bytes !== last.bytes) watched.set(socket, { bytes, atMs: nowMs })
      else if (nowMs - last.atMs >= silenceMs) socket.destroy(brokenBy(`no byte in ${silenceMs} ms`))
    }
  }

  return {
    connect: (target) => {
      const socket = open(target, connects)
      connects += 1
      if (timer) watched.set(socket, { bytes: 0, atMs: performance.now() })
      return socket
    },
    close: () => {
      if (timer) clearInterval(timer)
      watched.clear()
    },
  }
}

type Look = { readonly bytes: number; readonly atMs: number }

/** Each connect tries the next of several hosts, as the driver would. */
function open({ host, port, path }: SocketTarget, connects: number): Socket {
  if (path) return reportingItsEnd(connectSocket(path))
  const place = connects % host.length
  const name = host[place] ?? 'localhost'
  const number = port[place % port.length] ?? 5432
  // The driver reads the name that TLS must show from here.
  return Object.assign(reportingItsEnd(connectSocket(number, name)), { host: name, port: number })
}

/**
 * The driver takes a connection that is closed in good order before its first statement for one to be made again, at
 * once and for ever, and never answers the statement: so it is told that the connection broke.
 */
function reportingItsEnd(socket: Socket): Socket {
  return socket.once('close', (hadError) => {
    if (!hadError) socket.emit('error', brokenBy('closed by the other end'))
  })
}

function brokenBy(why: string): Error {
  return Object.assign(new Error(`the connection to the database broke: ${why}`), {
    code: 'CONNECTION_CLOSED',
  })
}
