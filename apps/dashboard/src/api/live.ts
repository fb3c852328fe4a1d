import '@tanstack/react-query'

/** What the stream announces (apps/api/src/activity-events.ts). */
export const topics = [
  'batch',
  'jobs',
  'operation',
  'upstream',
  'workers',
  'attention',
  'failures',
  'audit',
] as const

export type Topic = (typeof topics)[number]

/** How a query is kept fresh; it goes into its `meta`. Without one it is read once. */
export type Live = {
  /** Read again when one of these moved … */
  readonly on?: readonly Topic[]
  /** … but not more often than this; by default once a second. Set it higher where the answer is dear. */
  readonly atMostEveryMs?: number
  /** Read again this often, for what no event announces. */
  readonly everyMs?: number
  /** Of a list read in pages: no longer by itself once so many are shown, since all of them would be read anew. */
  readonly pagesMax?: number
}

export function live(how: Live): { readonly live: Live } {
  return { live: how }
}

declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: { readonly live?: Live }
  }
}
