import { Link } from '@tanstack/react-router'
import { visibleText } from '../format/visible-text.ts'
import { Empty } from '../ui/Empty.tsx'
import { Page } from '../ui/Page.tsx'

/** The api tells nobody whether a job of another owner exists. */
export function JobMissing({ id }: { readonly id: string }) {
  return (
    <Page title="There is no such job here">
      <Empty title={`No job of yours is called ${visibleText(id)}.`}>
        It may be mistyped, or belong to another owner: a key sees its own owner’s jobs only.{' '}
        <Link to="/jobs" className="text-accent underline">
          Search all jobs
        </Link>
      </Empty>
    </Page>
  )
}
