import { CircleHelp, Clock, HardDriveDownload, LoaderCircle, type LucideIcon, Send } from 'lucide-react'
import type { StepName, Tone } from './timeline.ts'

type Look = { readonly name: string; readonly icon: LucideIcon; readonly text: string; readonly fill: string }

export const stepLooks: Readonly<Record<StepName, Look>> = {
  wait: { name: 'Wait in line', icon: Clock, text: 'text-queued', fill: 'bg-queued' },
  submit: { name: 'Submit', icon: Send, text: 'text-submitting', fill: 'bg-submitting' },
  doubt: { name: 'Unconfirmed', icon: CircleHelp, text: 'text-unconfirmed', fill: 'bg-unconfirmed' },
  render: { name: 'Render', icon: LoaderCircle, text: 'text-rendering', fill: 'bg-rendering' },
  archive: { name: 'Archive', icon: HardDriveDownload, text: 'text-archiving', fill: 'bg-archiving' },
}

/** What a pattern says; the words beside it say the same. */
export const toneClasses: Readonly<Record<Tone, string>> = {
  idle: 'opacity-45',
  work: '',
  trouble: 'bar-trouble',
}
