import { useMutation, useQueryClient } from '@tanstack/react-query'
import { announce } from '../../app/announce.ts'

type Options<Input> = {
  readonly jobId: string
  readonly run: (input: Input) => Promise<unknown>
  readonly said: string
  readonly onDone: () => void
}

/** Does something to a job, reads everything of it again, and says so to those who do not see it. */
export function useJobAction<Input>({ jobId, run, said, onDone }: Options<Input>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: run,
    onSuccess: async () => {
      announce(said)
      onDone()
      await queries.invalidateQueries({ queryKey: ['job', jobId] })
    },
  })
}
