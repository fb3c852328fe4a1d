import { useMutation, useQueryClient } from '@tanstack/react-query'
import { hurryJob } from '../api/client.ts'
import type { JobAtRisk } from '../api/types.ts'
import { announce } from '../app/announce.ts'
import { useRefusal } from '../app/session-context.ts'
import { Button } from '../ui/Button.tsx'

/** Tries at once what was due later. It buys nothing. */
export function HurryButton({ job }: { readonly job: JobAtRisk }) {
  const queries = useQueryClient()
  const scope = useRefusal('submit')
  const hurry = useMutation({
    mutationFn: () => hurryJob({ path: { id: job.id }, body: {} }),
    onSuccess: () => announce('It is tried now'),
    onSettled: () => queries.invalidateQueries({ queryKey: ['at-risk'] }),
  })
  return (
    <Button
      className="relative z-1 h-8"
      refusal={scope ?? hurry.error?.message ?? null}
      isBusy={hurry.isPending}
      onClick={() => hurry.mutate()}
    >
      {hurry.isSuccess ? 'Tried' : hurry.isError ? 'Refused' : 'Try now'}
    </Button>
  )
}
