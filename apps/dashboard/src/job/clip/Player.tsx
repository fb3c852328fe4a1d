import type { Job } from '../../api/types.ts'

type Props = { readonly job: Job; readonly clip: NonNullable<Job['clip']> }

/** The clip itself; the browser shows its first picture, and seeks in it with Range requests. */
export function Player({ job, clip }: Props) {
  return (
    // biome-ignore lint/a11y/useMediaCaption: generated clips come without captions
    <video
      key={clip.sha256}
      controls
      loop
      playsInline
      preload="metadata"
      aria-label="The clip"
      src={`/v1/jobs/${encodeURIComponent(job.id)}/video`}
      width={clip.width}
      height={clip.height}
      className="h-auto max-h-[60vh] w-full rounded-md bg-[#000]"
    />
  )
}
