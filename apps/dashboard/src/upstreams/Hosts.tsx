import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Upstream } from '../api/types.ts'
import { applyUpstreamChange, type UpstreamChange } from '../api/upstreams.ts'
import { announce } from '../app/announce.ts'
import { useRefusal } from '../app/session-context.ts'
import { counted } from '../format/count.ts'
import { visibleText } from '../format/visible-text.ts'
import { Button } from '../ui/Button.tsx'
import { Field, inputClass } from '../ui/Field.tsx'
import { Part } from './Part.tsx'

/** Hosts that a person allowed for the links of its clips, beyond those of the configuration. */
export function Hosts({ upstream: { name, allowed_hosts: hosts } }: { readonly upstream: Upstream }) {
  const [host, setHost] = useState('')
  const queries = useQueryClient()
  const scope = useRefusal('operate')
  const change = useMutation({
    mutationFn: (wanted: UpstreamChange) => applyUpstreamChange(queries, name, wanted),
    onSuccess: ({ links_tried_again: tried }, { allow_host: allowed }) => {
      if (allowed === undefined) return announce('The host is no longer allowed')
      setHost('')
      announce(`The host is allowed; ${counted(tried, 'refused clip')} tried again`)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (scope === null && host.trim() !== '') change.mutate({ allow_host: host.trim() })
  }
  return (
    <Part title="Allowed hosts">
      {hosts.length === 0 ? (
        <p className="text-quiet">None besides its own and those of the configuration.</p>
      ) : (
        <ul className="grid gap-1">
          {hosts.map((each) => (
            <li key={each} className="flex flex-wrap items-center justify-between gap-2">
              <code className="wrap-anywhere">{visibleText(each)}</code>
              <Button
                look="quiet"
                className="h-7 px-2"
                refusal={scope}
                isBusy={change.isPending}
                onClick={() => change.mutate({ disallow_host: each })}
              >
                Take back<span className="sr-only"> {visibleText(each)}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)_auto] items-end gap-2">
        <Field label="Host to allow" error={change.error?.message ?? null}>
          {(parts) => (
            <input
              {...parts}
              className={inputClass}
              placeholder="cdn.example.com or cdn.lan:8080"
              value={host}
              onChange={(event) => setHost(event.target.value)}
            />
          )}
        </Field>
        <Button
          type="submit"
          className={change.error === null ? undefined : 'self-center'}
          refusal={scope}
          isBusy={change.isPending}
        >
          Allow
        </Button>
      </form>
    </Part>
  )
}
