import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ignoreFailures, reopenFailures, resolveFailures } from '../api/client.ts'
import type { FailureGroup } from '../api/types.ts'
import { announce } from '../app/announce.ts'
import { useRefusal } from '../app/session-context.ts'
import { Button } from '../ui/Button.tsx'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'

const verbs = {
  resolve: {
    text: 'Mark as resolved',
    call: resolveFailures,
    says: 'Its cause is removed. The group opens again when one more failure comes.',
  },
  ignore: {
    text: 'Ignore',
    call: ignoreFailures,
    says: 'However many come, they are shown no more among the open ones, until it is opened again.',
  },
  reopen: { text: 'Open again', call: reopenFailures, says: 'It stands among the open ones again.' },
} as const

type Verb = keyof typeof verbs

/** What a person says about a cause. The failures and their jobs stay as they are. */
export function MarkButtons({ group }: { readonly group: Pick<FailureGroup, 'fingerprint' | 'status'> }) {
  const queries = useQueryClient()
  const refusal = useRefusal('operate')
  const [verb, setVerb] = useState<Verb | null>(null)
  const mark = useMutation({
    mutationFn: ({ what, reason }: { readonly what: Verb; readonly reason: string | null }) =>
      verbs[what].call({
        path: { fingerprint: group.fingerprint },
        body: { ...(reason !== null && { reason }) },
      }),
    onSuccess: (_, { what }) => {
      setVerb(null)
      announce(`Done: ${verbs[what].text}`)
      void queries.invalidateQueries({ queryKey: ['failure'] })
      void queries.invalidateQueries({ queryKey: ['failures'] })
    },
  })
  const offered: readonly Verb[] = group.status === 'open' ? ['resolve', 'ignore'] : ['reopen']
  return (
    <>
      {offered.map((each) => (
        <Button key={each} refusal={refusal} onClick={() => setVerb(each)}>
          {verbs[each].text} …
        </Button>
      ))}
      {verb === null ? null : (
        <ConfirmDialog
          isOpen
          title={`${verbs[verb].text}?`}
          action={verbs[verb].text}
          reason="optional"
          isBusy={mark.isPending}
          error={mark.error}
          onClose={() => setVerb(null)}
          onConfirm={(reason) => mark.mutate({ what: verb, reason })}
        >
          <p>{verbs[verb].says}</p>
        </ConfirmDialog>
      )}
    </>
  )
}
