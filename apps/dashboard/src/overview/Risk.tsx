import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleCheck } from 'lucide-react'
import { atRiskQuery } from '../api/at-risk.ts'
import type { JobAtRisk } from '../api/types.ts'
import { classNames } from '../ui/class-names.ts'
import { Moment } from '../ui/Moment.tsx'
import { Panel } from '../ui/Panel.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { riskCountText, Stakes } from '../ui/Stakes.tsx'

/** Clips that are rendered and not ours yet: how many, until when, for how much. */
export function Risk() {
  const risk = useQuery(atRiskQuery())
  return (
    <Panel
      title="Clips at risk"
      actions={
        <Link to="/at-risk" className="text-accent hover:underline">
          Show them
        </Link>
      }
    >
      <QueryState query={risk}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="flex items-center gap-2">
              <CircleCheck aria-hidden size="1.2em" className="shrink-0 text-archived" />
              Every clip that was rendered is safe.
            </p>
          ) : (
            <AtStake jobs={data} />
          )
        }
      </QueryState>
    </Panel>
  )
}

function AtStake({ jobs }: { readonly jobs: readonly JobAtRisk[] }) {
  const isAlarmed = jobs.some(({ link }) => link.alarm !== null && link.rescued_to === null)
  return (
    <dl className="grid gap-2 sm:grid-cols-3">
      <Figure name="Not safe yet">{riskCountText(jobs.length)}</Figure>
      <Figure name="Soonest link dies" isBad={isAlarmed}>
        <Moment at={jobs[0]?.source_expires_at ?? null} otherwise="nobody knows" />
      </Figure>
      <Figure name="Money at stake">
        <Stakes jobs={jobs} />
      </Figure>
    </dl>
  )
}

type FigureProps = { readonly name: string; readonly isBad?: boolean; readonly children: React.ReactNode }

function Figure({ name, isBad = false, children }: FigureProps) {
  return (
    <div>
      <dt className="text-quiet">{name}</dt>
      <dd className={classNames('text-lg leading-snug font-semibold', isBad && 'text-danger')}>{children}</dd>
    </div>
  )
}
