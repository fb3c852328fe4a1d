import { RefreshCw, Star } from 'lucide-react'
import type { Job } from '../../api/types.ts'
import { useRefusal } from '../../app/session-context.ts'
import { Button } from '../../ui/Button.tsx'
import { useMark } from './use-mark.ts'

const marks = [
  { mark: 'keep', icon: Star, label: 'Keep' },
  { mark: 'redo', icon: RefreshCw, label: 'Redo' },
] as const

export function MarkButtons({ job }: { readonly job: Job }) {
  const refusal = useRefusal('submit')
  const marking = useMark(job)
  return (
    <span className="-ml-2 flex flex-wrap gap-1">
      {marks.map(({ mark, icon: Icon, label }) => {
        const isOn = job.mark?.mark === mark
        return (
          <Button
            key={mark}
            className="h-8 px-2"
            icon={<Icon aria-hidden size="1.1em" {...(isOn && { fill: 'currentColor' })} />}
            aria-label={isOn ? `${label}: marked, take it away` : label}
            look={isOn ? 'primary' : 'quiet'}
            aria-pressed={isOn}
            refusal={refusal ?? marking.error?.message ?? null}
            onClick={() => marking.mutate(mark)}
          >
            {label}
          </Button>
        )
      })}
    </span>
  )
}
