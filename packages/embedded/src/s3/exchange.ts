// One authenticated request, as the handlers see it.

import type { IncomingMessage } from 'node:http'
import type { Authenticated } from './auth/authenticate.ts'
import { Payload } from './payload/payload.ts'
import { type PayloadPlan, planPayload } from './payload/payload-plan.ts'
import type { Storage } from './storage/open-storage.ts'
import type { Target } from './target.ts'

export interface Exchange {
  target: Target
  storage: Storage
  now: Date
  /** By lower-case name. In a presigned link x-amz- headers may stand in the query, which is signed as well. */
  header(name: string): string | undefined
  headerNames: readonly string[]
  /** The body with the promises made for it; a handler that wants no checksum of the body says so. */
  payload(adjust?: (plan: PayloadPlan) => PayloadPlan): Payload
}

export interface Reply {
  status: number
  headers?: Record<string, string | number>
  body?: string | FileRange
}

/** Bytes of an open file; whoever sends the reply closes it. */
export interface FileRange {
  fd: number
  start: number
  sizeBytes: number
}

export function createExchange(input: {
  request: IncomingMessage
  target: Target
  authenticated: Authenticated
  storage: Storage
  now: Date
  invite: () => void
}): Exchange {
  const { request, target, authenticated, storage, now } = input
  const inQuery = authenticated.presigned ? linkParameters(target.query) : noParameters
  const header = (name: string) => {
    const value = request.headers[name] ?? inQuery.get(name)
    return Array.isArray(value) ? value.join(',') : value
  }
  const headerNames = [...Object.keys(request.headers), ...inQuery.keys()]
  return {
    target,
    storage,
    now,
    header,
    headerNames,
    payload: (adjust = (plan) => plan) => {
      const plan = adjust(planPayload(header, headerNames, authenticated.payloadHash))
      return new Payload(request, plan, input.invite)
    },
  }
}

const noParameters: ReadonlyMap<string, string> = new Map()

/** CRC32 of no bytes, which the AWS SDK signs into every PUT link made with checksums on (aws-sdk-js-v3 #6994). */
const crc32OfNothing = 'AAAAAA=='

/**
 * What a presigned link says in place of headers. A checksum of nothing was written before there was a body, so it
 * promises nothing; AWS itself refuses such a link once a body comes (docs/decisions/0009). Any other is held to.
 */
function linkParameters(query: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const promisesNothing = query.get('x-amz-checksum-crc32') === crc32OfNothing
  const empty = ['x-amz-checksum-crc32', 'x-amz-sdk-checksum-algorithm']
  return new Map(
    [...query].filter(([name]) => name.startsWith('x-amz-') && !(promisesNothing && empty.includes(name))),
  )
}
