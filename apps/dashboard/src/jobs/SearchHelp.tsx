import { useState } from 'react'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { searchExamples } from './search-language.ts'

/** What the one box understands. */
export function SearchHelp() {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button look="quiet" onClick={() => setIsOpen(true)}>
        How to search
      </Button>
      <Dialog
        title="How to search"
        description="Words and names may stand together; every one of them must hold. The address is the search: send it to somebody."
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
      >
        <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[auto_1fr]">
          {searchExamples.map(({ text, means }) => (
            <div key={text} className="contents">
              <dt>
                <code className="rounded bg-sunken px-1.5 py-0.5">{text}</code>
              </dt>
              <dd className="text-quiet max-sm:mb-2">{means}</dd>
            </div>
          ))}
        </dl>
      </Dialog>
    </>
  )
}
