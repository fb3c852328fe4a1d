import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useId, useState } from 'react'
import { createSession, showSession } from '../api/client.ts'
import { beginSession } from '../api/session.ts'
import { Button } from '../ui/Button.tsx'
import { inputClass } from '../ui/Field.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Brand } from './Brand.tsx'

/** A key opens a session: a cookie that scripts cannot read. The key itself is kept nowhere. */
export function SignIn({ isAgain }: { readonly isAgain: boolean }) {
  const [key, setKey] = useState('')
  const inputId = useId()
  const queries = useQueryClient()
  const signIn = useMutation({
    mutationFn: async () => {
      await createSession({ body: { key } })
      return showSession()
    },
    onSuccess: (session) => beginSession(queries, session),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!signIn.isPending) signIn.mutate()
  }
  useEffect(() => {
    document.title = 'Sign in · Reelkeep'
  }, [])
  return (
    <main className="grid min-h-dvh content-start justify-center px-4 pt-[14vh] pb-8">
      <div className="grid w-[min(25rem,calc(100vw-2rem))] gap-5">
        <h1>
          <Brand />
        </h1>
        {isAgain ? (
          <Notice kind="warning">
            The session is over. Sign in again; you come back to where you were, with what you had typed.
          </Notice>
        ) : null}
        <form
          onSubmit={submit}
          className="grid gap-4 rounded-xl border border-line bg-surface p-6 shadow-low"
        >
          <div className="grid gap-1.5">
            <label htmlFor={inputId} className="font-medium">
              Key
            </label>
            <input
              id={inputId}
              type="password"
              autoComplete="current-password"
              required
              // biome-ignore lint/a11y/noAutofocus: it is the one thing to do here
              autoFocus
              value={key}
              onChange={(event) => setKey(event.target.value)}
              className={inputClass}
            />
          </div>
          {signIn.isError ? <Notice kind="error">{signIn.error.message}</Notice> : null}
          <Button type="submit" look="primary" isBusy={signIn.isPending}>
            {signIn.isPending ? 'Signing in…' : 'Sign in'}
          </Button>
        </form>
        <p className="text-quiet">
          Any key of this server will do; you may do here what that key may do. The administrator’s was
          printed when the server started for the first time, and is kept in the file <code>admin-key</code>{' '}
          of its data directory.
        </p>
      </div>
    </main>
  )
}
