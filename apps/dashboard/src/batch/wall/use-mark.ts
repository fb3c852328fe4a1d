import { useMutation, useQueryClient } from '@tanstack/react-query'
import { markJob } from '../../api/client.ts'
import type { Job } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { isTooLong } from '../../app/live/refresher.ts'
import { type Pages, withJob } from './with-job.ts'

export type Mark = 'keep' | 'redo'

/** Keeps what a person makes of a clip; the same mark again takes it away. Its note stays. */
export function useMark(job: Job) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (mark: Mark) =>
      markJob({
        path: { id: job.id },
        body: { mark: job.mark?.mark === mark ? null : mark, note: job.mark?.note ?? null },
      }),
    onSuccess: (marked) => {
      const { mark } = marked
      announce(mark === null ? 'The mark is taken away' : `Marked: ${mark.mark}`)
      void queries.invalidateQueries({ queryKey: ['job', job.id] })
      queries.setQueriesData<Pages>({ queryKey: ['jobs'] }, (list) => list && withJob(list, marked))
      // A wall that was scrolled far would be read from its first clip to its last for one mark.
      return queries.invalidateQueries({ queryKey: ['jobs'], predicate: (query) => !isTooLong(query) })
    },
  })
}
