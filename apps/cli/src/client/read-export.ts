import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { Client } from './client.ts'

/** A row of a batch as its export has it, as far as it concerns the shell. */
export type ExportLine = {
  readonly row: number | null
  readonly customId: string | null
  readonly jobId: string
  readonly isCurrent: boolean
  readonly state: string
  readonly quotedTicks: string | null
  readonly chargedTicks: string | null
  readonly clip: null | { readonly file: string; readonly bytes: number; readonly sha256: string }
}

/** The rows of a batch in the order of its file, from its lossless export. */
export async function readExport(client: Client, batchId: string): Promise<ExportLine[]> {
  const bytes = await client.download(`/v1/batches/${encodeURIComponent(batchId)}/export`, {
    format: 'jsonl',
  })
  const lines: ExportLine[] = []
  for await (const line of createInterface({ input: Readable.from(bytes) })) {
    if (line !== '') lines.push(readLine(line))
  }
  return lines
}

/** Their names in the export (docs/api.md). */
type Raw = {
  readonly row: number | null
  readonly custom_id: string | null
  readonly job_id: string
  readonly is_current: boolean
  readonly state: string
  readonly quoted_ticks: string | null
  readonly charged_ticks: string | null
  readonly clip_file: string | null
  readonly clip_bytes: number | null
  readonly clip_sha256: string | null
}

function readLine(line: string): ExportLine {
  const raw = JSON.parse(line) as Raw
  const { clip_file: file, clip_bytes: bytes, clip_sha256: sha256 } = raw
  return {
    row: raw.row,
    customId: raw.custom_id,
    jobId: raw.job_id,
    isCurrent: raw.is_current,
    state: raw.state,
    quotedTicks: raw.quoted_ticks,
    chargedTicks: raw.charged_ticks,
    clip: file === null || bytes === null || sha256 === null ? null : { file, bytes, sha256 },
  }
}
