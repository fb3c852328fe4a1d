import { Link } from '@tanstack/react-router'
import type { Job } from '../api/types.ts'
import { takeWords } from '../format/job-words.ts'
import { visibleText } from '../format/visible-text.ts'

/** The prompt of a row, two lines of it, and which take of it, which opens the job. The whole row does. */
export function PromptLink({ job }: { readonly job: Pick<Job, 'id' | 'prompt' | 'take'> }) {
  const take = takeWords(job)
  return (
    <Link
      to="/jobs/$id"
      params={{ id: job.id }}
      data-row-link
      className="row-link flex min-w-0 gap-x-2 hover:text-accent hover:underline"
    >
      <span className="line-clamp-2 min-w-0 whitespace-normal wrap-anywhere">{visibleText(job.prompt)}</span>
      {take === null ? null : <span className="shrink-0 text-quiet">{take}</span>}
    </Link>
  )
}
