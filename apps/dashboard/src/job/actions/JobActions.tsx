import { useState } from 'react'
import type { HistoryEvent, Job } from '../../api/types.ts'
import { useRefusal } from '../../app/session-context.ts'
import { Button, type ButtonLook } from '../../ui/Button.tsx'
import { ResolveDialog } from '../resolve/ResolveDialog.tsx'
import { AllowHostDialog } from './AllowHostDialog.tsx'
import { type ActionName, actionsOf, scopeOf } from './actions-of.ts'
import { PlainActionDialog, plainActions } from './PlainActionDialog.tsx'
import { PriorityDialog } from './PriorityDialog.tsx'

type Props = { readonly job: Job; readonly events: readonly HistoryEvent[] }

/** What can be done about a job as it stands, and the dialog of what was pressed. */
export function JobActions({ job, events }: Props) {
  const [open, setOpen] = useState<ActionName | null>(null)
  const close = () => setOpen(null)
  return (
    <>
      {actionsOf(job, new Date()).map((name) => (
        <ActionButton key={name} name={name} onPress={() => setOpen(name)} />
      ))}
      {open === null ? null : <OpenDialog name={open} job={job} events={events} onClose={close} />}
    </>
  )
}

type OpenProps = Props & { readonly name: ActionName; readonly onClose: () => void }

function OpenDialog({ name, job, events, onClose }: OpenProps) {
  switch (name) {
    case 'resolve':
    case 'correct':
    case 'write-off':
      return <ResolveDialog job={job} isOnlyWriteOff={name === 'write-off'} onClose={onClose} />
    case 'allow-host':
      return <AllowHostDialog job={job} events={events} onClose={onClose} />
    case 'priority':
      return <PriorityDialog job={job} onClose={onClose} />
    default:
      return <PlainActionDialog job={job} action={plainActions[name]} onClose={onClose} />
  }
}

const words: Readonly<Record<ActionName, string>> = {
  resolve: 'Resolve …',
  correct: 'Correct the task …',
  'write-off': 'Write off …',
  'allow-host': 'Allow its host …',
  retry: 'Retry …',
  rearchive: 'Re-archive …',
  hurry: 'Ask now',
  resume: 'Resume',
  pause: 'Pause',
  priority: 'Prioritize …',
  cancel: 'Cancel …',
}

/** What the job waits for is offered first; what goes on by itself needs no push. */
const looks: Readonly<Partial<Record<ActionName, ButtonLook>>> = {
  resolve: 'primary',
  correct: 'primary',
  'allow-host': 'primary',
  rearchive: 'primary',
  resume: 'primary',
  cancel: 'danger',
  'write-off': 'danger',
}

type ButtonProps = { readonly name: ActionName; readonly onPress: () => void }

function ActionButton({ name, onPress }: ButtonProps) {
  const refusal = useRefusal(scopeOf[name])
  const look = looks[name] ?? 'plain'
  return (
    <Button look={look} refusal={refusal} onClick={onPress}>
      {words[name]}
    </Button>
  )
}
