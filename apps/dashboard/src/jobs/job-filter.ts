import type { JobFilter } from '../api/jobs.ts'
import { momentOf } from './moment-filter.ts'
import type { Filters } from './search-language.ts'

/** The filters of the address as the api takes them; it says itself what is wrong with one. */
export function jobFilterOf(filters: Filters, now: Date): JobFilter {
  const given = Object.entries(filters).flatMap(([name, value]) => {
    if (value === undefined || value === '') return []
    return [[name, name === 'from' || name === 'to' ? momentOf(value, now) : value]]
  })
  return Object.fromEntries(given) as JobFilter
}

/** Whether anything is filtered at all. */
export function isFiltered(filters: Filters): boolean {
  return Object.values(filters).some((value) => value !== undefined && value !== '')
}
