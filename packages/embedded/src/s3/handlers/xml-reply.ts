import type { Reply } from '../exchange.ts'

export function xmlReply(document: string, headers: Record<string, string> = {}): Reply {
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body: document }
}
