import type { ServerResponse } from 'node:http'
import type { Reply } from '../scenarios/reply.ts'
import { loseReply, loseReplyHalfWay, send } from './send.ts'

/** Sends a scenario's reply; one that dies half way dies in the middle of `usual`. Returns what to count it as. */
export function sendReply(response: ServerResponse, reply: Reply, usual: object): number | 'lost' {
  if (reply.kind === 'whole') {
    send(response, reply.status, reply.contentType, reply.body, reply.headers)
    return reply.status
  }
  if (reply.after === 'nothing') loseReply(response)
  else {
    const body = Buffer.from(JSON.stringify(usual))
    loseReplyHalfWay(response, 200, { 'content-type': 'application/json' }, body)
  }
  return 'lost'
}
