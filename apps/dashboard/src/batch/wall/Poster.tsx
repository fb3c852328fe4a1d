import { type SyntheticEvent, useRef, useState } from 'react'
import type { Job } from '../../api/types.ts'
import { useHeldVideo } from './use-held-video.ts'

type Props = { readonly source: string; readonly clip: NonNullable<Job['clip']> }

const widthPx = 480

/**
 * A picture of a clip: one frame is painted, and its video let go. The browser asks for the clip's index and the bytes
 * about that frame only.
 */
export function Poster({ source, clip }: Props) {
  const held = useHeldVideo(`${source}#t=${posterSecond(clip)}`)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [isPainted, setIsPainted] = useState(false)
  const [isBroken, setIsBroken] = useState(false)
  const paint = ({ currentTarget: video }: SyntheticEvent<HTMLVideoElement>) => {
    const context = canvas.current?.getContext('2d') ?? null
    if (context === null || video.seeking || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return
    context.drawImage(video, 0, 0, context.canvas.width, context.canvas.height)
    setIsPainted(true)
  }
  const look = 'absolute inset-0 size-full object-contain'
  return (
    <>
      {isPainted ? null : <Awaited isBroken={isBroken} />}
      {isPainted ? null : (
        <video
          ref={held}
          aria-hidden
          tabIndex={-1}
          muted
          playsInline
          preload="metadata"
          onLoadedData={paint}
          onSeeked={paint}
          onError={() => setIsBroken(true)}
          className={look}
        />
      )}
      <canvas
        ref={canvas}
        aria-hidden
        data-painted={isPainted || undefined}
        width={widthPx}
        height={Math.round((widthPx * clip.height) / Math.max(1, clip.width))}
        className={look}
      />
    </>
  )
}

/** Until its picture is there, or in its place: a grey box alone looks broken. */
function Awaited({ isBroken }: { readonly isBroken: boolean }) {
  return (
    <span aria-hidden className="absolute inset-0">
      {isBroken ? null : (
        <span className="absolute inset-0 animate-[pulse-soft_1.6s_ease-in-out_infinite] bg-line" />
      )}
      <span className="absolute bottom-2 left-3 rounded bg-surface px-1.5 text-[0.93em] text-quiet">
        {isBroken ? 'Its picture cannot be shown here' : 'Loading its picture …'}
      </span>
    </span>
  )
}

/** Many clips begin in black: a second in or, of a long one, a tenth; of a very short one, its middle. */
function posterSecond({ duration_ms: durationMs }: Props['clip']): number {
  return Math.min(Math.max(1_000, durationMs / 10), durationMs / 2) / 1_000
}
