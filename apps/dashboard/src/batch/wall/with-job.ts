import type { InfiniteData } from '@tanstack/react-query'
import type { Job } from '../../api/types.ts'

export type Pages = InfiniteData<{ readonly data: readonly Job[] }>

/** The list with a newer state of one of its jobs; pages without it stay the same objects. */
export function withJob(list: Pages, job: Job): Pages {
  const pages = list.pages.map((page) =>
    page.data.some(({ id }) => id === job.id)
      ? { ...page, data: page.data.map((known) => (known.id === job.id ? job : known)) }
      : page,
  )
  return { ...list, pages }
}
