import type { ServerResponse } from 'node:http'
import type { Reply } from '../scenarios/reply.ts'
import type { Json, Vendor, VendorReply } from '../vendor/vendor.ts'
import { loseReply, loseReplyHalfWay, send, sendJson } from './send.ts'

/** Sends a scenario's reply; one that dies half way dies in the middle of `usual`. Returns what to count it as. */
export function sendReply(
  response: ServerResponse,
  reply: Reply,
  usual: Json,
  vendor: Vendor,
): number | 'lost' {
  switch (reply.kind) {
    case 'whole':
      send(response, reply.status, reply.contentType, reply.body, reply.headers)
      return reply.status
    case 'error':
      return sendVendorReply(response, vendor.errorReply(reply))
    case 'lost': {
      if (reply.after === 'nothing') loseReply(response)
      else {
        const body = Buffer.from(JSON.stringify(usual))
        loseReplyHalfWay(response, 200, { 'content-type': 'application/json' }, body)
      }
      return 'lost'
    }
  }
}

export function sendVendorReply(response: ServerResponse, { status, json, headers }: VendorReply): number {
  sendJson(response, status, json, headers)
  return status
}
