import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Submission } from '../../api/job-details.ts'
import { neighboursQuery } from '../../api/job-details.ts'
import type { Job } from '../../api/types.ts'
import { counted } from '../../format/count.ts'
import { visibleText } from '../../format/visible-text.ts'
import { Fact, Facts } from '../../ui/Facts.tsx'
import { Fold } from '../../ui/Fold.tsx'
import { evidenceOf } from './evidence-words.ts'

type Props = { readonly job: Job; readonly submission: Submission }

/** What is known about the POST in doubt, and what was sent around it. */
export function EvidencePanel({ job, submission }: Props) {
  const body = submission.doubt?.answer?.body ?? null
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2 rounded-lg bg-sunken px-4 py-3">
      <Facts>
        <Fact name="Prompt">{visibleText(job.prompt)}</Fact>
        {evidenceOf(submission, new Date()).map(({ name, text }) => (
          <Fact key={name} name={name}>
            {visibleText(text)}
          </Fact>
        ))}
      </Facts>
      {body === null || body === '' ? null : (
        <Fold summary="What came back, redacted">
          <pre className="max-h-40 overflow-auto rounded-md bg-surface p-2 font-mono text-[0.9em] whitespace-pre-wrap wrap-anywhere">
            {visibleText(body)}
          </pre>
        </Fold>
      )}
      <Neighbours job={job} />
    </div>
  )
}

function Neighbours({ job }: { readonly job: Job }) {
  const query = useQuery(neighboursQuery(job.id))
  const near = query.data?.data ?? []
  if (query.error !== null) return <p className="text-quiet">What was sent around it could not be read.</p>
  if (query.data === undefined) return null
  if (near.length === 0)
    return <p className="text-quiet">No other job is known that {job.upstream} took within 10 min of it.</p>
  return (
    <Fold
      summary={`${query.data.has_more ? 'The nearest ' : ''}${counted(near.length, 'task')} of other jobs${query.data.has_more ? ' (there are more)' : ''}, taken by ${job.upstream} within 10 min of it: not to be taken for it`}
    >
      <ul className="grid gap-0.5">
        {near.map((each) => (
          <li key={each.id} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-3">
            {/* Compared letter by letter, so never cut. */}
            <code className="wrap-anywhere">{visibleText(each.task_id ?? '')}</code>
            <Link
              to="/jobs/$id"
              params={{ id: each.id }}
              target="_blank"
              className="truncate text-accent hover:underline"
            >
              {visibleText(each.prompt)}
            </Link>
          </li>
        ))}
      </ul>
    </Fold>
  )
}
