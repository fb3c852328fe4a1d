import type { Query } from '@tanstack/react-query'
import { readLiveState } from './live-state.ts'
import { isTooLong } from './refresher.ts'

type AnyQuery = Pick<Query, 'meta' | 'state'>

const whileLive = (query: AnyQuery) => readLiveState().pausedAt === null && !isTooLong(query)

/** What is read again when somebody comes back to it; a list that was scrolled far would be read page by page. */
export const refetchRules = {
  refetchOnWindowFocus: whileLive,
  refetchOnReconnect: whileLive,
  refetchOnMount: (query: AnyQuery) => !isTooLong(query),
} as const

/** Never later by itself: who was offline and saw nothing happen may have thought better of it. */
export const actionRules = { networkMode: 'always' } as const
