import { Download } from 'lucide-react'
import type { Job } from '../api/types.ts'
import { buttonClass } from '../ui/Button.tsx'

type Props = { readonly job: Job; readonly clip: NonNullable<Job['clip']> }

/** The clip itself; the browser seeks in it with Range requests. */
export function Player({ job, clip }: Props) {
  const source = `/v1/jobs/${encodeURIComponent(job.id)}/video`
  return (
    <div className="grid gap-3">
      {/* biome-ignore lint/a11y/useMediaCaption: generated clips come without captions */}
      <video
        key={job.id}
        controls
        loop
        preload="metadata"
        src={source}
        width={clip.width}
        height={clip.height}
        className="h-auto max-h-[60vh] w-full rounded-md bg-[#000]"
      />
      <div>
        <a href={`${source}?download=1`} download className={buttonClass()}>
          <Download aria-hidden size="1.1em" />
          Download the MP4
        </a>
      </div>
    </div>
  )
}
