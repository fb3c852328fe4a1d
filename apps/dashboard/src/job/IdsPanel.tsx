import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { historyQuery } from '../api/job-details.ts'
import type { Job } from '../api/types.ts'
import { counted } from '../format/count.ts'
import { visibleText } from '../format/visible-text.ts'
import { CopyButton } from '../ui/CopyButton.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Moment } from '../ui/Moment.tsx'
import { NamedIds } from '../ui/NamedIds.tsx'
import { Panel } from '../ui/Panel.tsx'
import { takenByUpstream } from './taken-by-upstream.ts'
import { byWhom } from './timeline/text-in.ts'

/** What it is called by whom, and which other jobs belong to it. */
export function IdsPanel({ job }: { readonly job: Job }) {
  const { data: history } = useQuery(historyQuery(job.id))
  const taken = history === undefined ? null : takenByUpstream(job, history.events)
  return (
    <Panel title="Names and times">
      <Facts>
        <Fact name="Job">
          <Id text={job.id} what="the job id" />
        </Fact>
        {job.task_id === null ? null : (
          <Fact name="Task">
            <Id text={job.task_id} what="the task id" />
            {job.task_unproven ? (
              <span className="text-quiet"> named by a person, not yet confirmed</span>
            ) : null}
          </Fact>
        )}
        {job.custom_id === null ? null : (
          <Fact name="Custom id">
            <Id text={job.custom_id} what="the custom id" />
          </Fact>
        )}
        {job.name === null ? null : <Fact name="Name">{visibleText(job.name)}</Fact>}
        {job.supersedes_id === null ? null : (
          <Fact name="Replaces">
            <JobLink id={job.supersedes_id}>{job.supersedes_id}</JobLink>
          </Fact>
        )}
        {job.reused_from === null ? null : (
          <Fact name="Copy of">
            <JobLink id={job.reused_from}>{job.reused_from}</JobLink>
          </Fact>
        )}
        <Fact name="Calls">
          {counted(job.submissions, 'submission')}, {counted(job.polls, 'poll')}
        </Fact>
        <Fact name="Priority">{job.priority}</Fact>
        <Fact name="Made">
          <Moment at={job.created_at} />
        </Fact>
        {job.submitted_at === null || taken === null ? null : (
          <Fact name={taken.name}>
            <Moment at={job.submitted_at} />
          </Fact>
        )}
        {taken?.bound ? (
          <Fact name="Bound to its task">
            <Moment at={taken.bound.at} /> by <NamedIds text={byWhom(taken.bound.detail)} />
          </Fact>
        ) : null}
        {job.rendered_at === null ? null : (
          <Fact name="Rendered">
            <Moment at={job.rendered_at} />
          </Fact>
        )}
        {job.source_expires_at === null || job.clip !== null ? null : (
          <Fact name="Link dies">
            <Moment at={job.source_expires_at} />
          </Fact>
        )}
        {job.finished_at === null ? null : (
          <Fact name="Ended">
            <Moment at={job.finished_at} />
          </Fact>
        )}
      </Facts>
    </Panel>
  )
}

function Id({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      <code className="min-w-0 wrap-anywhere">{visibleText(text)}</code>
      <CopyButton text={text} what={what} />
    </span>
  )
}

export function JobLink({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  return (
    <Link to="/jobs/$id" params={{ id }} className="text-accent hover:underline">
      {children}
    </Link>
  )
}
