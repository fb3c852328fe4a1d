import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import type { ExportFormat } from '../../export/export-table.ts'

/** Fifty thousand lines over a slow line, and more. */
export const streamTimeoutMs = 3_600_000

export const formatSchema = z
  .enum(['csv', 'jsonl'])
  .default('csv')
  .describe('csv: safe in a spreadsheet · jsonl: lossless')

/** For the contract document. */
export const linesResponse = {
  description: 'The lines, streamed',
  content: {
    'text/csv': { schema: z.any().meta({ type: 'string' }) },
    'application/x-ndjson': { schema: z.any().meta({ type: 'string' }) },
  },
}

const contentTypes = {
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/x-ndjson; charset=utf-8',
} as const

/** Streams lines as a file of this name; the next page is read when the one before has left. */
export function sendLines(
  reply: FastifyReply,
  { name, format, lines }: { name: string; format: ExportFormat; lines: AsyncIterable<string> },
): FastifyReply {
  reply.headers({
    'content-type': contentTypes[format],
    'content-disposition': `attachment; filename="${fileName(name)}.${format}"`,
    'cache-control': 'private, no-store',
  })
  return reply.send(Readable.from(lines, { highWaterMark: 1 }))
}

/** Characters that are safe in a header and on any disk. */
function fileName(name: string): string {
  const plain = name.replace(/[^\w.-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '')
  return plain.slice(0, 80) || 'batch'
}
