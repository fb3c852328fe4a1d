import { Download, Share2 } from 'lucide-react'
import { useState } from 'react'
import type { Job } from '../../api/types.ts'
import { useRefusal } from '../../app/session-context.ts'
import { visibleText } from '../../format/visible-text.ts'
import { Button, buttonClass } from '../../ui/Button.tsx'
import { Bytes } from '../../ui/Bytes.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Duration } from '../../ui/Duration.tsx'
import { Fact, Facts } from '../../ui/Facts.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { ClipCheck } from './ClipCheck.tsx'
import { MarkForm } from './MarkForm.tsx'
import { Player } from './Player.tsx'
import { ShareDialog } from './ShareDialog.tsx'

type Props = { readonly job: Job; readonly clip: NonNullable<Job['clip']> }

/** Our verified copy: to see, to take along, to hand on, and whether it is still whole. */
export function ClipPanel({ job, clip }: Props) {
  const [isSharing, setSharing] = useState(false)
  const refusal = useRefusal('submit')
  return (
    <Panel
      title="Clip"
      actions={
        <div className="flex flex-wrap gap-2">
          <a
            href={`/v1/jobs/${encodeURIComponent(job.id)}/video?download=1`}
            download
            className={buttonClass()}
          >
            <Download aria-hidden size="1.1em" />
            Download
          </a>
          <Button
            icon={<Share2 aria-hidden size="1.1em" />}
            refusal={refusal}
            onClick={() => setSharing(true)}
          >
            Share …
          </Button>
        </div>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <Player job={job} clip={clip} />
        <MarkForm key={`${job.mark?.mark} ${job.mark?.note}`} job={job} />
        <Facts>
          <Fact name="File">
            <span className="inline-flex items-center gap-1">
              {visibleText(clip.key)}
              <CopyButton text={clip.key} what="the key of the file" />
            </span>
          </Fact>
          <Fact name="Size">
            <Bytes bytes={clip.bytes} /> · {clip.width}×{clip.height} · <Duration ms={clip.duration_ms} /> ·{' '}
            {visibleText(clip.content_type)}
          </Fact>
          <Fact name="SHA-256">
            <span className="inline-flex items-start gap-1">
              <code className="wrap-anywhere">{clip.sha256}</code>
              <CopyButton text={clip.sha256} what="the SHA-256" />
            </span>
          </Fact>
          <Fact name="Bucket">{visibleText(clip.bucket)}</Fact>
        </Facts>
        <ClipCheck job={job} clip={clip} />
      </div>
      {isSharing ? <ShareDialog job={job} onClose={() => setSharing(false)} /> : null}
    </Panel>
  )
}
