import { useEffect, useRef } from 'react'
import { useHeldVideo } from './use-held-video.ts'

type Props = { readonly source: string; readonly name: string; readonly onEnd: (hadFocus: boolean) => void }

/** Plays a clip once. The button that was pressed is gone, so that its keys belong to the player. */
export function Player({ source, name, onEnd }: Props) {
  const held = useHeldVideo(source)
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => place.current?.querySelector('video')?.focus({ preventScroll: true }), [])
  return (
    <div ref={place} className="absolute inset-0">
      {/* biome-ignore lint/a11y/useMediaCaption: generated clips have no captions */}
      <video
        ref={held}
        playsInline
        controls
        autoPlay
        onEnded={({ currentTarget: video }) => onEnd(video === document.activeElement)}
        aria-label={`Clip of ${name}`}
        className="size-full object-contain"
      />
    </div>
  )
}
