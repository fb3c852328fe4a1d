import { useState } from 'react'
import { visibleText } from '../format/visible-text.ts'
import { Button } from '../ui/Button.tsx'
import { CopyButton } from '../ui/CopyButton.tsx'

/** Longer prompts are folded to a few lines; what they say is seldom what one came for. */
const longAbove = 400

export function Prompt({ prompt }: { readonly prompt: string }) {
  const [isWhole, setWhole] = useState(false)
  const isLong = prompt.length > longAbove
  return (
    <div className="flex max-w-[90ch] items-start gap-2">
      <div className="min-w-0">
        <p
          data-prompt
          className={`text-[1.1rem] leading-snug wrap-anywhere ${isLong && !isWhole ? 'line-clamp-3' : ''}`}
        >
          {visibleText(prompt)}
        </p>
        {isLong ? (
          <Button look="quiet" className="-ml-3" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
            {isWhole ? 'Show less' : `Show all ${prompt.length.toLocaleString('en-US')} characters`}
          </Button>
        ) : null}
      </div>
      <CopyButton text={prompt} what="the prompt" />
    </div>
  )
}
