import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { createOnce, type OnceHeaders } from '../../api/once.ts'
import { announce } from '../../app/announce.ts'

type Options<Input> = {
  readonly jobId: string
  /** With the headers of a POST, so that a second press or a try after silence does nothing twice. */
  readonly run: (input: Input, headers: OnceHeaders) => Promise<unknown>
  readonly said: string
  readonly onDone: () => void
}

/** Does something to a job, reads everything of it again, and says so to those who do not see it. */
export function useJobAction<Input>({ jobId, run, said, onDone }: Options<Input>) {
  const queries = useQueryClient()
  const [once] = useState(createOnce)
  return useMutation({
    mutationFn: (input: Input) => run(input, once.headers(JSON.stringify(input))),
    onSettled: (_done, error) => once.ended(error),
    onSuccess: async () => {
      announce(said)
      onDone()
      await queries.invalidateQueries({ queryKey: ['job', jobId] })
    },
  })
}
