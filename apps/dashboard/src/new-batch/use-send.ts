import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type CreatedBatch, sendBatch } from '../api/new-batch.ts'
import { createOnce, isUnknown } from '../api/once.ts'
import { RefusedError } from '../api/refused-error.ts'
import { announce } from '../app/announce.ts'
import type { Checking } from './use-check.ts'

export type Sending = {
  readonly send: () => void
  readonly reset: () => void
  readonly isBusy: boolean
  readonly sent: number
  readonly error: Error | null
  /** The last try was refused because the quote was no longer true; a new one was asked for. */
  readonly hasChanged: boolean
}

/** Sends what was checked, with the token of its quote. */
export function useSend({ checked, checkAgain }: Checking, onSent: (batch: CreatedBatch) => void): Sending {
  const queries = useQueryClient()
  const [sent, setSent] = useState(0)
  const [hasChanged, setHasChanged] = useState(false)
  const [once] = useState(createOnce)
  const mutation = useMutation({
    mutationFn: () => {
      const { query, body, preview = null } = checked ?? {}
      if (query === undefined || body === undefined || preview?.token == null) {
        throw new Error('There is no quote to send.')
      }
      setSent(0)
      return sendBatch(query, preview.token, {
        body: body.blob,
        type: body.type,
        idempotencyKey: once.headers(preview.token)['idempotency-key'],
        onSent: setSent,
      })
    },
    onSuccess: (batch) => {
      announce(`The batch ${batch.name} was sent`)
      void queries.invalidateQueries({ queryKey: ['batches'] })
      onSent(batch)
    },
    onSettled: (_batch, error) => once.ended(error),
    onError: (error) => {
      const isChanged = isQuoteChanged(error)
      setHasChanged(isChanged)
      if (isChanged) checkAgain()
    },
  })
  return {
    send: () => {
      setHasChanged(false)
      mutation.mutate()
    },
    reset: () => {
      setHasChanged(false)
      mutation.reset()
    },
    isBusy: mutation.isPending,
    sent,
    error: mutation.error === null || isQuoteChanged(mutation.error) ? null : explained(mutation.error),
    hasChanged,
  }
}

function isQuoteChanged(error: Error): boolean {
  return error instanceof RefusedError && error.code === 'quote_changed'
}

/** After silence, or an answer about the server alone, nobody knows whether it arrived; the key makes the next try safe. */
function explained(error: Error): Error {
  if (!isUnknown(error)) return error
  const message = `${error.message} It is not known whether the rows arrived. Send again: nothing is made or paid twice.`
  return new Error(message, { cause: error })
}
