// A request's body: unframed, measured, and refused unless it is exactly what was promised.

import type { IncomingMessage } from 'node:http'
import { S3Error } from '../s3-error.ts'
import { ChunkedBodyDecoder } from './chunked-body.ts'
import { digestWhole, PayloadDigest, type PayloadFacts } from './payload-digest.ts'
import type { PayloadPlan } from './payload-plan.ts'

export class Payload {
  readonly plan: PayloadPlan
  private readonly request: IncomingMessage
  private readonly invite: () => void

  /** `invite` answers an Expect: 100-continue, and is called only once somebody wants the body. */
  constructor(request: IncomingMessage, plan: PayloadPlan, invite: () => void) {
    this.request = request
    this.plan = plan
    this.invite = invite
  }

  /** The whole body in memory. */
  async whole(limitBytes: number): Promise<{ bytes: Buffer; facts: PayloadFacts }> {
    if (this.plan.lengthBytes > limitBytes) {
      throw new S3Error('EntityTooLarge', `This body may have at most ${limitBytes} bytes.`)
    }
    const framed = this.plan.framing === 'aws-chunked'
    this.invite()
    const wire = await collect(this.request, framed ? limitBytes * 2 + framingLimitBytes : limitBytes)
    if (!framed) return { bytes: wire, facts: digestWhole(wire, this.plan, new Map()) }
    const decoder = new ChunkedBodyDecoder()
    const bytes = Buffer.concat(decoder.decode(wire))
    decoder.finish()
    return { bytes, facts: digestWhole(bytes, this.plan, decoder.trailers) }
  }

  /** The body piece by piece; nothing that was written may be kept unless this returns. */
  async pour(write: (piece: Buffer) => Promise<void>): Promise<PayloadFacts> {
    const digest = new PayloadDigest(this.plan)
    const decoder = this.plan.framing === 'aws-chunked' ? new ChunkedBodyDecoder() : null
    this.invite()
    // Not destroyed when the body is refused half way, so that the refusal can still be answered; the rest is then
    // read and thrown away, a turn later because the iterator stops the stream as its last act.
    const wires: AsyncIterable<Buffer> = this.request.iterator({ destroyOnReturn: false })
    try {
      for await (const wire of wires) {
        for (const piece of decoder ? decoder.decode(wire) : [wire]) {
          digest.update(piece)
          await write(piece)
        }
      }
    } catch (error) {
      setImmediate(() => this.request.resume())
      throw error
    }
    decoder?.finish()
    return digest.finish(decoder?.trailers ?? new Map())
  }
}

const framingLimitBytes = 64 * 1024

function collect(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let sizeBytes = 0
    request.on('data', (piece: Buffer) => {
      sizeBytes += piece.length
      if (sizeBytes <= limitBytes) pieces.push(piece)
      else reject(new S3Error('EntityTooLarge', `This body may have at most ${limitBytes} bytes.`))
    })
    request.on('end', () => resolve(pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)))
    request.on('error', reject)
    // A connection that goes away in mid-body may end in close alone.
    request.on('close', () => {
      if (!request.readableEnded) reject(new S3Error('IncompleteBody', 'The connection closed in mid-body.'))
    })
  })
}
