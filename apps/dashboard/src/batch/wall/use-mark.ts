import { useMutation, useQueryClient } from '@tanstack/react-query'
import { markJob } from '../../api/client.ts'
import type { Job } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'

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
    onSuccess: ({ mark }) => {
      announce(mark === null ? 'The mark is taken away' : `Marked: ${mark.mark}`)
      void queries.invalidateQueries({ queryKey: ['job', job.id] })
      return queries.invalidateQueries({ queryKey: ['jobs'] })
    },
  })
}
