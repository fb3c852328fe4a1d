// One request from its first line to the last byte of its reply.

import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { authenticate, type Credentials } from './auth/authenticate.ts'
import { createExchange, type Reply } from './exchange.ts'
import { findOperation } from './operations.ts'
import { S3Error } from './s3-error.ts'
import { sendReply } from './send-reply.ts'
import type { Storage } from './storage/open-storage.ts'
import { readTarget } from './target.ts'
import { refuseUnsupported } from './unsupported.ts'
import { writeErrorXml } from './xml/write-xml.ts'

export interface AnswerDeps {
  storage: Storage
  credentials: Credentials
  clock: { now(): Date }
  onError: (error: unknown) => void
}

export async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  expectsContinue: boolean,
  deps: AnswerDeps,
): Promise<void> {
  const requestId = nextRequestId()
  response.setHeader('x-amz-request-id', requestId)
  response.setHeader('server', 'Reelkeep')
  let invited = !expectsContinue
  const invite = () => {
    if (!invited) response.writeContinue()
    invited = true
  }
  let reply: Reply
  try {
    reply = await runOperation(request, invite, deps)
  } catch (error) {
    if (request.destroyed && !request.complete) return
    reply = refusal(error, request.url ?? '', requestId, deps.onError)
  }
  // Nobody said whether the body will follow, so the connection cannot be used again.
  if (!invited) response.setHeader('connection', 'close')
  await sendReply(request.method === 'HEAD', response, reply)
}

async function runOperation(request: IncomingMessage, invite: () => void, deps: AnswerDeps): Promise<Reply> {
  const now = deps.clock.now()
  const target = readTarget(request.url ?? '')
  const authenticated = authenticate(request, target, deps.credentials, now)
  const exchange = createExchange({ request, target, authenticated, storage: deps.storage, now, invite })
  const operation = findOperation(request.method ?? '', exchange)
  refuseUnsupported(exchange)
  if (target.bucket !== '' && operation.name !== 'CreateBucket')
    deps.storage.objects.requireBucket(target.bucket)
  return operation.run(exchange)
}

function refusal(error: unknown, url: string, requestId: string, onError: (error: unknown) => void): Reply {
  const known =
    error instanceof S3Error ? error : new S3Error('InternalError', 'We failed; please try again.')
  if (known !== error) onError(error)
  const mark = url.indexOf('?')
  return {
    status: known.status,
    headers: { 'content-type': 'application/xml', ...known.headers },
    body: writeErrorXml([
      ['Code', known.code],
      ['Message', known.message],
      ...Object.entries(known.details),
      // The query may hold a signature; the path is enough to recognise the request.
      ['Resource', mark < 0 ? url : url.slice(0, mark)],
      ['RequestId', requestId],
    ]),
  }
}

const processId = randomBytes(6).toString('hex').toUpperCase()
let requestCount = 0

function nextRequestId(): string {
  requestCount += 1
  return `${processId}${requestCount.toString(16).toUpperCase().padStart(8, '0')}`
}
