import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { batchQuery } from '../api/batches.ts'
import type { Job } from '../api/types.ts'
import { visibleText } from '../format/visible-text.ts'

const linkClass = 'hover:text-ink hover:underline'

/** The way back up: all jobs, or its batch and the row of its file. */
export function JobPath({ job }: { readonly job: Job | undefined }) {
  return (
    <span className="wrap-anywhere">
      <Link to="/jobs" activeOptions={{ exact: true }} className={linkClass}>
        Jobs
      </Link>
      {job?.batch_id ? <BatchPart id={job.batch_id} row={job.row} /> : null}
    </span>
  )
}

function BatchPart({ id, row }: { readonly id: string; readonly row: number | null }) {
  const batch = useQuery(batchQuery(id))
  return (
    <>
      {' / '}
      <Link to="/batches/$id" params={{ id }} className={linkClass}>
        {batch.data === undefined ? 'its batch' : `batch ${visibleText(batch.data.name)}`}
      </Link>
      {row === null ? '' : `, row ${row}`}
    </>
  )
}
