import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { post } from '../api/client.ts'
import { Notice } from '../page/Notice.tsx'

/** The admin key opens a session: a cookie that scripts cannot read. The key itself is kept nowhere. */
export function SignIn() {
  const [key, setKey] = useState('')
  const inputId = useId()
  const queries = useQueryClient()
  const signIn = useMutation({
    mutationFn: () => post('/v1/session', { key }),
    onSuccess: () => queries.resetQueries(),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signIn.mutate()
  }
  return (
    <main className="sign-in">
      <h1>Reelkeep</h1>
      <form onSubmit={submit}>
        <label htmlFor={inputId}>Admin key</label>
        <input
          id={inputId}
          type="password"
          autoComplete="current-password"
          required
          value={key}
          onChange={(event) => setKey(event.target.value)}
        />
        <button type="submit" disabled={signIn.isPending}>
          {signIn.isPending ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
      {signIn.isError ? <Notice kind="error">{signIn.error.message}</Notice> : null}
      <p className="hint">
        The server printed the key when it started for the first time; it is kept in the file{' '}
        <code>admin-key</code> of its data directory.
      </p>
    </main>
  )
}
