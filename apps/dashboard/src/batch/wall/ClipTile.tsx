import { Link } from '@tanstack/react-router'
import { Play } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Job } from '../../api/types.ts'
import { takeWords } from '../../format/job-words.ts'
import { visibleText } from '../../format/visible-text.ts'
import { MarkButtons } from './MarkButtons.tsx'
import { Player } from './Player.tsx'
import { Poster } from './Poster.tsx'

/**
 * One clip: a picture of it, and the video while it is played. What is out of sight holds neither, since a wall may
 * have hundreds.
 */
export function ClipTile({ job }: { readonly job: Job }) {
  const place = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const [isNear, setIsNear] = useState(false)
  const [isPlaying, setIsPlaying] = useState(false)
  useEffect(() => {
    if (place.current === null) return
    const watch = new IntersectionObserver(
      (entries) => {
        const isSeen = entries.at(-1)?.isIntersecting ?? false
        setIsNear(isSeen)
        if (!isSeen) setIsPlaying(false)
      },
      { rootMargin: '300px' },
    )
    watch.observe(place.current)
    return () => watch.disconnect()
  }, [])
  const name = visibleText(job.custom_id ?? (job.row === null ? job.id : `row ${job.row}`))
  const take = takeWords(job)
  const source = `/v1/jobs/${encodeURIComponent(job.id)}/video`
  /** Back to its picture; the keys stay where they were. */
  const end = (hadFocus: boolean) => {
    flushSync(() => setIsPlaying(false))
    if (hadFocus) button.current?.focus({ preventScroll: true })
  }
  return (
    <figure className="grid min-w-0 grid-cols-[minmax(0,1fr)] overflow-hidden rounded-lg border border-line bg-surface shadow-low">
      <div ref={place} className="relative grid aspect-video place-items-center bg-sunken">
        {isPlaying ? (
          <Player source={source} name={name} onEnd={end} />
        ) : (
          <>
            {isNear && job.clip !== null ? <Poster source={source} clip={job.clip} /> : null}
            <button
              ref={button}
              type="button"
              aria-label={`Play ${name}${take === null ? '' : `, ${take}`}`}
              className="absolute inset-0 grid place-items-center opacity-85 hover:opacity-100 focus-visible:-outline-offset-4"
              onClick={() => setIsPlaying(true)}
            >
              <span className="inline-flex h-11 items-center gap-2 rounded-full bg-[rgb(10_14_20/75%)] px-4 text-[white]">
                <Play aria-hidden size="1.2em" /> Play
              </span>
            </button>
          </>
        )}
      </div>
      <figcaption className="grid grid-cols-[minmax(0,1fr)] px-3 pt-2 pb-1">
        <Link
          to="/jobs/$id"
          params={{ id: job.id }}
          title={visibleText(job.prompt)}
          className="truncate hover:text-accent hover:underline"
        >
          <span className="font-medium">{name}</span>
          {take === null ? null : <span className="text-quiet">, {take}</span>}
          <span className="text-quiet"> · {visibleText(job.prompt)}</span>
        </Link>
        <MarkButtons job={job} />
      </figcaption>
    </figure>
  )
}
