import { RefreshCw, Star } from 'lucide-react'
import { useState } from 'react'
import { markJob } from '../../api/client.ts'
import type { Job } from '../../api/types.ts'
import { useRefusal } from '../../app/session-context.ts'
import { visibleText } from '../../format/visible-text.ts'
import { Button } from '../../ui/Button.tsx'
import { Field, inputClass } from '../../ui/Field.tsx'
import { Moment } from '../../ui/Moment.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { useJobAction } from '../actions/use-job-action.ts'

type Mark = 'keep' | 'redo' | null

const marks = [
  { mark: 'keep', text: 'Keep', icon: Star },
  { mark: 'redo', text: 'Redo', icon: RefreshCw },
] as const

/** What a person makes of the clip. It moves nothing: filters, and the file of rows to make anew, go by it. */
export function MarkForm({ job }: { readonly job: Job }) {
  const { mark } = job
  const [note, setNote] = useState(mark?.note ?? '')
  const refusal = useRefusal('submit')
  const marking = useJobAction({
    jobId: job.id,
    run: (wanted: Mark) =>
      markJob({
        path: { id: job.id },
        body: { mark: wanted, note: note.trim() === '' ? null : note.trim() },
      }),
    said: 'The mark is kept',
    onDone: () => undefined,
  })
  const isNoteNew = mark !== null && note.trim() !== (mark.note ?? '')
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-end gap-2">
        {marks.map(({ mark: wanted, text, icon: Icon }) => {
          const isOn = mark?.mark === wanted
          return (
            <Button
              key={wanted}
              look={isOn ? 'primary' : 'plain'}
              aria-pressed={isOn}
              refusal={refusal}
              isBusy={marking.isPending}
              icon={<Icon aria-hidden size="1.1em" />}
              onClick={() => marking.mutate(isOn ? null : wanted)}
            >
              {text}
            </Button>
          )
        })}
        <div className="min-w-40 grow">
          <Field label="Note" isOptional>
            {(parts) => (
              <input
                {...parts}
                className={inputClass}
                maxLength={1_000}
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
            )}
          </Field>
        </div>
        {isNoteNew ? (
          <Button refusal={refusal} isBusy={marking.isPending} onClick={() => marking.mutate(mark.mark)}>
            Save the note
          </Button>
        ) : null}
      </div>
      <p className="text-quiet">
        {mark === null ? (
          'Not marked yet. A note is kept together with a mark.'
        ) : (
          <>
            Marked {mark.mark} by {visibleText(mark.by)}, <Moment at={mark.at} />. Press it again to take it
            back.
          </>
        )}
      </p>
      {marking.error === null ? null : <Notice kind="error">{marking.error.message}</Notice>}
    </div>
  )
}
