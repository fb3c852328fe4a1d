import type { Client, Query } from '../client/client.ts'
import { wholeNumber } from './whole-number.ts'

type Page<Item> = {
  readonly object: 'list'
  readonly data: Item[]
  readonly has_more: boolean
  readonly next_cursor: string | null
}

type Wanted = { readonly limit: string; readonly cursor?: string; readonly all?: boolean }

const pageMax = 200

/** One page from `cursor` on; with `all`, every page as one, which then says that there is no more. */
export async function readPages<Item, Whole extends Page<Item> = Page<Item>>(
  client: Client,
  path: string,
  filters: Query,
  { limit, cursor, all = false }: Wanted,
): Promise<Whole> {
  const size = all ? pageMax : wholeNumber('--limit', limit, { min: 1, max: pageMax })
  const first = await client.get<Whole>(path, { ...filters, limit: size, cursor })
  if (!all) return first
  const data = [...first.data]
  let next = first.next_cursor
  while (next !== null) {
    const page: Page<Item> = await client.get(path, { ...filters, limit: size, cursor: next })
    data.push(...page.data)
    next = page.next_cursor
  }
  return { ...first, data, has_more: false, next_cursor: null }
}
