import type { Job } from '../api/types.ts'

type Clip = NonNullable<Job['clip']>

/** The clip itself; the browser seeks in it with Range requests. */
export function Player({ job, clip }: { readonly job: Job; readonly clip: Clip }) {
  const source = `/v1/jobs/${encodeURIComponent(job.id)}/video`
  return (
    <figure>
      {/* biome-ignore lint/a11y/useMediaCaption: generated clips come without captions */}
      <video
        key={job.id}
        controls
        loop
        preload="metadata"
        src={source}
        width={clip.width}
        height={clip.height}
      />
      <figcaption>
        <a href={`${source}?download=1`} download>
          Download the MP4
        </a>
      </figcaption>
    </figure>
  )
}
