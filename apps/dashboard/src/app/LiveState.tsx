import { useQuery } from '@tanstack/react-query'
import { Pause, Play } from 'lucide-react'
import { sessionQuery } from '../api/session.ts'
import { classNames } from '../ui/class-names.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { changeLiveState, readLiveState, useLiveState } from './live/live-state.ts'

/** Whether what is shown is true now: live, paused by a person, or stale since the server fell silent. */
export function LiveState() {
  const { pausedAt } = useLiveState()
  const { isError, dataUpdatedAt } = useQuery(sessionQuery)
  const isPaused = pausedAt !== null
  return (
    <div className="flex min-w-0 items-center gap-1">
      {isError ? (
        <p role="alert" className="min-w-0 rounded-md bg-danger/10 px-2.5 py-1 leading-tight text-danger">
          <Dot className="bg-danger" />
          Stale: the server has not answered since {timeOf(dataUpdatedAt)}. Still trying.
        </p>
      ) : isPaused ? (
        <p role="status" className="truncate text-unconfirmed">
          <Dot className="bg-unconfirmed" />
          Paused<span className="max-sm:hidden"> at {timeOf(pausedAt.getTime())}</span>
        </p>
      ) : (
        <p role="status" className="truncate text-archived">
          <Dot className="animate-[pulse-soft_2.4s_ease-in-out_infinite] bg-archived" />
          Live
        </p>
      )}
      <IconButton
        icon={isPaused ? <Play aria-hidden size="1.1em" /> : <Pause aria-hidden size="1.1em" />}
        label={isPaused ? 'Go on following' : 'Pause the page'}
        onClick={togglePause}
      />
    </div>
  )
}

export function togglePause(): void {
  changeLiveState({ pausedAt: readLiveState().pausedAt === null ? new Date() : null })
}

function Dot({ className }: { readonly className: string }) {
  return <span aria-hidden className={classNames('mr-2 inline-block size-2 rounded-full', className)} />
}

function timeOf(at: number): string {
  return at === 0 ? 'the start' : new Date(at).toLocaleTimeString()
}
