import { useState } from 'react'
import { uploadImage } from '../api/new-batch.ts'
import { counted } from '../format/count.ts'
import { visibleText } from '../format/visible-text.ts'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import { DropZone } from './DropZone.tsx'
import type { Draft } from './draft.ts'
import { changeDraft } from './draft-store.ts'
import { pathsOf } from './image-paths.ts'

type Props = { readonly draft: Draft; readonly paths: readonly string[] }

const atOnce = 3

/** Rows that name images on the person's own disk: each is uploaded once and stands for its path. */
export function ImagesStep({ draft, paths }: Props) {
  const [left, setLeft] = useState(0)
  const [errors, setErrors] = useState<readonly string[]>([])
  const missing = paths.filter((path) => !draft.images.has(path))
  const take = async (files: readonly File[]) => {
    setErrors([])
    setLeft(files.length)
    const waiting = [...files]
    const upload = async () => {
      for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
        const why = await keep(file, paths)
        if (why !== null) setErrors((before) => [...before, why])
        setLeft((before) => before - 1)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, upload))
  }
  return (
    <Panel title={`Images (${paths.length - missing.length} of ${paths.length} here)`}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <p>
          Rows name {counted(paths.length, 'image')} on your own disk. Drop them here; they are matched by
          their names.
        </p>
        <DropZone
          label="Choose images, or drop them here"
          hint="PNG, JPEG or WebP, up to 20 MiB each."
          accept="image/png,image/jpeg,image/webp"
          isMany
          onFiles={(files) => void take(files)}
        />
        {left > 0 ? (
          <p role="status" className="text-quiet">
            Uploading, {counted(left, 'image')} left …
          </p>
        ) : null}
        {errors.map((error) => (
          <Notice key={error} kind="error">
            {error}
          </Notice>
        ))}
        <ul aria-label="Images that rows name" className="grid max-h-60 gap-1 overflow-y-auto">
          {paths.map((path) => (
            <li key={path} className="flex justify-between gap-4">
              <span className="min-w-0 truncate">{visibleText(path)}</span>
              <span className={draft.images.has(path) ? 'text-archived' : 'text-danger'}>
                {draft.images.has(path) ? 'here' : 'missing'}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  )
}

/** Why the image could not be taken; null: it was. */
async function keep(file: File, paths: readonly string[]): Promise<string | null> {
  const meant = pathsOf(file, paths)
  if (meant.length === 0) return `No row names ${visibleText(file.name)}.`
  try {
    const { reference } = await uploadImage(file)
    changeDraft((draft) => ({
      ...draft,
      images: new Map([...draft.images, ...meant.map((path) => [path, reference] as const)]),
    }))
    return null
  } catch (error) {
    return `${visibleText(file.name)}: ${error instanceof Error ? error.message : 'it could not be uploaded.'}`
  }
}
