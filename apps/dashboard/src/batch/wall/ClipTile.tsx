import { Link } from '@tanstack/react-router'
import { Play } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Job } from '../../api/types.ts'
import { visibleText } from '../../format/visible-text.ts'
import { MarkButtons } from './MarkButtons.tsx'

type Props = {
  readonly job: Job
  /** "take 2 of 3"; null: it has none beside it. */
  readonly take: string | null
}

/** One clip: its first frame until it is played. What is out of sight loads nothing. */
export function ClipTile({ job, take }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const [isNear, setIsNear] = useState(false)
  const [isPlaying, setIsPlaying] = useState(false)
  useEffect(() => {
    if (place.current === null) return
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && setIsNear(true), {
      rootMargin: '300px',
    })
    watch.observe(place.current)
    return () => watch.disconnect()
  }, [])
  const name = visibleText(job.custom_id ?? (job.row === null ? job.id : `row ${job.row}`))
  // A tenth of a second in, since many clips begin in black.
  const source = `/v1/jobs/${encodeURIComponent(job.id)}/video${isPlaying ? '' : '#t=0.1'}`
  return (
    <figure className="grid min-w-0 grid-cols-[minmax(0,1fr)] overflow-hidden rounded-lg border border-line bg-surface shadow-low">
      <div ref={place} className="relative grid aspect-video place-items-center bg-sunken">
        {isNear ? (
          // biome-ignore lint/a11y/useMediaCaption: generated clips have no captions
          <video
            key={String(isPlaying)}
            src={source}
            preload="metadata"
            playsInline
            controls={isPlaying}
            autoPlay={isPlaying}
            aria-label={`Clip of ${name}`}
            className="size-full object-contain"
          />
        ) : null}
        {isPlaying ? null : (
          <button
            type="button"
            aria-label={`Play ${name}${take === null ? '' : `, ${take}`}`}
            className="absolute inset-0 grid place-items-center opacity-75 hover:opacity-100 focus-visible:-outline-offset-4"
            onClick={() => setIsPlaying(true)}
          >
            <span className="grid size-11 place-items-center rounded-full bg-[rgb(10_14_20/65%)] text-[white]">
              <Play aria-hidden size="1.3em" />
            </span>
          </button>
        )}
      </div>
      <figcaption className="flex items-center gap-2 py-1 pr-1 pl-3">
        <Link
          to="/jobs/$id"
          params={{ id: job.id }}
          title={visibleText(job.prompt)}
          className="min-w-0 grow truncate hover:text-accent hover:underline"
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
