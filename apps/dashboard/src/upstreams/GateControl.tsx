import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Pause, Play } from 'lucide-react'
import { useState } from 'react'
import type { Upstream } from '../api/types.ts'
import { applyUpstreamChange } from '../api/upstreams.ts'
import { announce } from '../app/announce.ts'
import { useRefusal } from '../app/session-context.ts'
import { gateWords, keylessWords } from '../format/gate-words.ts'
import { visibleText } from '../format/visible-text.ts'
import { Button } from '../ui/Button.tsx'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'

/** Pauses an upstream, or lets it go on; both ask why, for the audit. */
export function GateControl({ upstream }: { readonly upstream: Upstream }) {
  const { name, gate, configured, key_variable: variable } = upstream
  const [asked, setAsked] = useState<'pause' | 'resume' | null>(null)
  const queries = useQueryClient()
  const scope = useRefusal('operate')
  const move = useMutation({
    mutationFn: ({ paused, reason }: { readonly paused: boolean; readonly reason: string | null }) =>
      applyUpstreamChange(queries, name, { paused, ...(reason !== null && { reason }) }),
    onSuccess: (_changed, { paused }) => {
      announce(paused ? `${name} is paused` : `${name} goes on`)
      setAsked(null)
    },
  })
  const ask = (action: 'pause' | 'resume') => {
    move.reset()
    setAsked(action)
  }
  const { canResume } = gateWords(upstream)
  const shown = visibleText(name)
  return (
    <div className="flex flex-wrap gap-2">
      {canResume ? (
        <Button
          icon={<Play aria-hidden size="1em" />}
          refusal={scope ?? (configured ? null : keylessWords(variable))}
          onClick={() => ask('resume')}
        >
          Resume<span className="sr-only"> {shown}</span>
        </Button>
      ) : null}
      {gate.paused ? null : (
        <Button icon={<Pause aria-hidden size="1em" />} refusal={scope} onClick={() => ask('pause')}>
          Pause<span className="sr-only"> {shown}</span>
        </Button>
      )}
      {asked === null ? null : (
        <ConfirmDialog
          title={asked === 'pause' ? `Pause ${shown}?` : `Let ${shown} go on?`}
          action={asked === 'pause' ? 'Pause it' : 'Resume it'}
          reason="optional"
          isBusy={move.isPending}
          error={move.error}
          isOpen
          onClose={() => setAsked(null)}
          onConfirm={(reason) => move.mutate({ paused: asked === 'pause', reason })}
        >
          <p>
            {asked === 'pause'
              ? 'No new job is created there, for anybody, until a person resumes it. What is rendering is still asked about and its clips are fetched.'
              : 'Queued jobs are sent again, at the limits below. A gate that was closed opens too, and past rate limits and losses are forgotten.'}
          </p>
        </ConfirmDialog>
      )}
    </div>
  )
}
