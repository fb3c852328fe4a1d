import {
  Ban,
  Check,
  CircleHelp,
  Clock,
  HardDriveDownload,
  LoaderCircle,
  type LucideIcon,
  Send,
  X,
} from 'lucide-react'
import type { JobState } from '../api/types.ts'

type Look = { readonly icon: LucideIcon; readonly text: string; readonly fill: string; readonly soft: string }

/** A state's colour and mark. Tailwind finds class names only where they stand in full. */
export const stateLooks: Readonly<Record<JobState, Look>> = {
  queued: { icon: Clock, text: 'text-queued', fill: 'bg-queued', soft: 'bg-queued/12' },
  submitting: { icon: Send, text: 'text-submitting', fill: 'bg-submitting', soft: 'bg-submitting/12' },
  unconfirmed: {
    icon: CircleHelp,
    text: 'text-unconfirmed',
    fill: 'bg-unconfirmed',
    soft: 'bg-unconfirmed/12',
  },
  rendering: { icon: LoaderCircle, text: 'text-rendering', fill: 'bg-rendering', soft: 'bg-rendering/12' },
  archiving: {
    icon: HardDriveDownload,
    text: 'text-archiving',
    fill: 'bg-archiving',
    soft: 'bg-archiving/12',
  },
  archived: { icon: Check, text: 'text-archived', fill: 'bg-archived', soft: 'bg-archived/12' },
  failed: { icon: X, text: 'text-failed', fill: 'bg-failed', soft: 'bg-failed/12' },
  canceled: { icon: Ban, text: 'text-canceled', fill: 'bg-canceled', soft: 'bg-canceled/12' },
}
