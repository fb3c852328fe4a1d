import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { shareJob } from '../../api/client.ts'
import type { Share } from '../../api/job-details.ts'
import type { Job } from '../../api/types.ts'
import { exactText } from '../../format/moment.ts'
import { Button } from '../../ui/Button.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Field, inputClass } from '../../ui/Field.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Select } from '../../ui/Select.tsx'

const lifetimes = [
  { value: '1h', text: '1 hour' },
  { value: '12h', text: '12 hours' },
  { value: '1d', text: '1 day' },
  { value: '3d', text: '3 days' },
  { value: '7d', text: '7 days, the longest' },
]

/** A link that opens the clip without a key, for a while. */
export function ShareDialog({ job, onClose }: { readonly job: Job; readonly onClose: () => void }) {
  const [expiresIn, setExpiresIn] = useState('1d')
  const [isDownload, setDownload] = useState(false)
  const sharing = useMutation({
    mutationFn: () =>
      shareJob({ path: { id: job.id }, body: { expires_in: expiresIn, download: isDownload } }),
  })
  const change =
    <Value,>(set: (value: Value) => void) =>
    (value: Value) => {
      set(value)
      // What was made before is of another length.
      sharing.reset()
    }
  return (
    <Dialog
      title="Share this clip"
      description="Whoever has the link sees the clip, and nothing else of this system."
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button look="primary" isBusy={sharing.isPending} onClick={() => sharing.mutate()}>
            {sharing.data === undefined ? 'Make a link' : 'Make another link'}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Field label="It opens for">
          {(parts) => (
            <Select {...parts} value={expiresIn} options={lifetimes} onChoose={change(setExpiresIn)} />
          )}
        </Field>
        <div className="justify-self-start">
          <Checkbox
            label="It saves the file instead of playing it"
            isChecked={isDownload}
            onChange={change(setDownload)}
          />
        </div>
        {sharing.data === undefined ? null : <Made share={sharing.data} />}
        {sharing.error === null ? null : <Notice kind="error">{sharing.error.message}</Notice>}
      </div>
    </Dialog>
  )
}

function Made({ share: { url, expires_at: expiresAt, via } }: { readonly share: Share }) {
  return (
    <div className="grid gap-1.5">
      <Field
        label="The link"
        hint={`Until ${exactText(new Date(expiresAt))}. ${
          via === 'api'
            ? 'It ends sooner if your key is revoked.'
            : 'It stands until then, also if your key is revoked.'
        }`}
      >
        {(parts) => (
          <span className="flex items-center gap-2">
            <input
              {...parts}
              className={`${inputClass} font-mono`}
              readOnly
              value={url}
              onFocus={(event) => event.target.select()}
            />
            <CopyButton text={url} what="the link" />
          </span>
        )}
      </Field>
    </div>
  )
}
