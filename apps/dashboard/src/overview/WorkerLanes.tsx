import { Link } from '@tanstack/react-router'
import type { Worker } from '../api/types.ts'
import { countText } from '../format/count.ts'

const lanes = { submit: 'submitting', poll: 'asking', archive: 'archiving' } as const

/** What a worker is in the middle of, by kind of step, with the first few of the jobs. */
export function WorkerLanes({ worker }: { readonly worker: Worker }) {
  if (worker.lanes.length === 0) return null
  return (
    <p className="flex flex-wrap gap-x-4 text-quiet">
      {worker.lanes.map(({ step, in_hand: count, job_ids: ids }) => (
        <span key={step}>
          {lanes[step]} {count === null ? '?' : countText(count)}
          {ids.map((id) => (
            <Link
              key={id}
              to="/jobs/$id"
              params={{ id }}
              title={id}
              className="ml-1.5 text-accent hover:underline"
            >
              …{id.slice(-6)}
            </Link>
          ))}
        </span>
      ))}
    </p>
  )
}
