import type { BatchPreview } from '../client/shapes.ts'
import { counted } from './counted.ts'
import { money } from './money.ts'
import { type Column, table } from './table.ts'

type Row = BatchPreview['expanded'][number]

/** The first rows as they would be sent, after templates, defaults and takes; null when none is shown. */
export function expandedTable(preview: BatchPreview, shown: number, width: number): string | null {
  const rows = preview.expanded.slice(0, shown)
  if (rows.length === 0) return null
  const more = preview.expanded_total - rows.length
  return `${table(rows, columns, width)}${more > 0 ? `\n… and ${counted(more, 'more row')}` : ''}`
}

const columns: readonly Column<Row>[] = [
  { title: 'ROW', value: (row) => textOf(row.custom_id ?? row.row) },
  { title: 'DOES', value: (row) => textOf(row.action) },
  { title: 'UPSTREAM', value: (row) => textOf(row.upstream), leaves: 1 },
  { title: 'MODEL', value: (row) => textOf(row.model), leaves: 3 },
  { title: 'ASKS', value: asked, leaves: 2 },
  { title: 'PRICE', value: (row) => (typeof row.quoted_ticks === 'string' ? money(row.quoted_ticks) : '?') },
  { title: 'PROMPT', value: (row) => textOf(row.prompt), shrinks: true },
]

function asked({ params }: Row): string {
  if (typeof params !== 'object' || params === null) return ''
  const { duration, aspect_ratio, resolution, image_urls } = params as Record<string, unknown>
  const images = Array.isArray(image_urls) ? image_urls.length : 0
  return [
    typeof duration === 'number' ? `${duration} s` : null,
    aspect_ratio,
    resolution,
    images === 0 ? null : counted(images, 'image'),
  ]
    .filter((part) => typeof part === 'string')
    .join(' ')
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
