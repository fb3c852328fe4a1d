import { Upload } from 'lucide-react'
import { type DragEvent, type ReactNode, useId, useState } from 'react'
import { classNames } from '../ui/class-names.ts'

type Props = {
  readonly label: string
  /** What is taken, and how much of it. */
  readonly hint: ReactNode
  readonly accept: string
  readonly isMany?: boolean
  readonly onFiles: (files: readonly File[]) => void
}

/** A real file input, which also takes what is dropped on it. */
export function DropZone({ label, hint, accept, isMany = false, onFiles }: Props) {
  const id = useId()
  const [isOver, setIsOver] = useState(false)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    const files = [...event.dataTransfer.files]
    if (files.length > 0) onFiles(isMany ? files : files.slice(0, 1))
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way in; the input inside is the first.
    <div
      onDragOver={(event) => {
        event.preventDefault()
        setIsOver(true)
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
      className={classNames(
        'relative rounded-lg border border-dashed px-6 py-7 text-center transition-colors',
        'focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent',
        isOver ? 'border-accent bg-accent-soft' : 'border-line-strong hover:bg-hover',
      )}
    >
      <Upload aria-hidden size="1.5em" className="mx-auto mb-2 text-accent" />
      <label htmlFor={id} className="cursor-pointer font-medium after:absolute after:inset-0">
        {label}
      </label>
      <input
        id={id}
        type="file"
        accept={accept}
        multiple={isMany}
        aria-describedby={`${id}-hint`}
        className="sr-only"
        onChange={(event) => {
          const files = [...(event.target.files ?? [])]
          // The same file, saved anew, may be chosen again.
          event.target.value = ''
          if (files.length > 0) onFiles(files)
        }}
      />
      <p id={`${id}-hint`} className="mt-1 text-quiet">
        {hint}
      </p>
    </div>
  )
}
