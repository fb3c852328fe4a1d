import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'

export function sendJson(
  response: ServerResponse,
  status: number,
  value: object,
  headers: OutgoingHttpHeaders = {},
): void {
  send(response, status, 'application/json', JSON.stringify(value), headers)
}

export function send(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string,
  headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    ...headers,
  })
  response.end(body)
}

/** Destroys the socket before a byte of the reply was sent. */
export function loseReply(response: ServerResponse): void {
  response.socket?.destroy()
}

/** Sends the headers and half of what they promise, then destroys the socket. */
export function loseReplyHalfWay(
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders,
  body: Buffer,
): void {
  response.writeHead(status, { ...headers, 'content-length': body.length })
  // Without the callback the first half might die in our own buffers.
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy())
}
