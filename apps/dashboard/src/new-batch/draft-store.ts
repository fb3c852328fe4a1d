import { useSyncExternalStore } from 'react'
import { type Draft, emptyDraft } from './draft.ts'
import { draftOfText, textOfDraft } from './keep-draft.ts'

// Outside React, so that going to another page and back loses nothing, also not a file too large for the storage.
const saveAfterMs = 400
let draft: Draft = emptyDraft
let openedFor: string | null = null
let saving: ReturnType<typeof setTimeout> | null = null
const listeners = new Set<() => void>()

/** The draft of this key's person in this tab. */
export function useDraft(keyId: string): Draft {
  open(keyId)
  return useSyncExternalStore(listen, () => draft)
}

export function changeDraft(change: (draft: Draft) => Draft): void {
  const next = change(draft)
  if (next === draft) return
  draft = next
  for (const listener of listeners) listener()
  if (saving !== null) clearTimeout(saving)
  saving = setTimeout(() => void save(), saveAfterMs)
}

/** It was sent, or is no longer wanted. */
export function forgetDraft(): void {
  changeDraft(({ sourceNumber }) => ({ ...emptyDraft, sourceNumber: sourceNumber + 1 }))
  if (openedFor !== null) sessionStorage.removeItem(placeOf(openedFor))
}

function open(keyId: string): void {
  if (openedFor === keyId) return
  openedFor = keyId
  const kept = sessionStorage.getItem(placeOf(keyId))
  draft = (kept === null ? null : draftOfText(kept)) ?? emptyDraft
}

async function save(): Promise<void> {
  saving = null
  if (openedFor === null) return
  const place = placeOf(openedFor)
  if (draft.source.kind === 'none') {
    sessionStorage.removeItem(place)
    return
  }
  const text = await textOfDraft(draft)
  try {
    sessionStorage.setItem(place, text)
  } catch {
    // Too much for the browser: better nothing than half of it. The warning before leaving stands.
    sessionStorage.removeItem(place)
  }
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function placeOf(keyId: string): string {
  return `reelkeep-new-batch-${keyId}`
}
