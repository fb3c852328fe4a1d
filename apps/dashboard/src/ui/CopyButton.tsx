import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { announce } from '../app/announce.ts'
import { IconButton } from './IconButton.tsx'

const saidForMs = 2_000

/** Puts a text into the clipboard, and says that it did. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [copied, setCopied] = useState<'yes' | 'no' | null>(null)
  useEffect(() => {
    if (copied === null) return
    const timer = setTimeout(() => setCopied(null), saidForMs)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    // Over plain http from another machine the browser offers no clipboard at all.
    const isDone = await (
      navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))
    ).then(
      () => true,
      () => false,
    )
    setCopied(isDone ? 'yes' : 'no')
    announce(isDone ? `${what} copied` : `${what} could not be copied`)
  }
  const label =
    copied === 'yes' ? 'Copied' : copied === 'no' ? 'The browser refused; select it instead' : `Copy ${what}`
  return (
    <IconButton
      className="-my-1.5"
      label={label}
      icon={copied === 'yes' ? <Check aria-hidden size="1.05em" /> : <Copy aria-hidden size="1.05em" />}
      onClick={() => void copy()}
    />
  )
}
