import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { get } from '../api/client.ts'
import type { Job } from '../api/types.ts'
import { Moment } from '../format/Moment.tsx'
import { money } from '../format/money.ts'
import { size } from '../format/size.ts'
import { visibleText } from '../format/visible-text.ts'
import { Notice } from '../page/Notice.tsx'
import { StateBadge } from '../page/StateBadge.tsx'
import { JobHistory } from './JobHistory.tsx'
import { askedWords, linksOf, reportedWords } from './job-words.ts'
import { Player } from './Player.tsx'

const refreshMs = 2_000

/** One job: its clip, what was asked, what came, what it cost, and why. */
export function JobPanel({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const job = useQuery({
    queryKey: ['job', id],
    queryFn: () => get<Job>(`/v1/jobs/${encodeURIComponent(id)}`),
    refetchInterval: refreshMs,
  })
  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onClose()
    }
    window.addEventListener('keydown', close)
    return () => window.removeEventListener('keydown', close)
  }, [onClose])
  const panel = useRef<HTMLElement>(null)
  // On a narrow screen the panel stands above the table: focus brings the reader there, whatever opened it.
  useEffect(() => panel.current?.focus(), [id])
  return (
    <aside className="panel" aria-labelledby="job-title" ref={panel} tabIndex={-1}>
      <header>
        <h2 id="job-title">Job</h2>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </header>
      {job.isPending ? <Notice kind="info">Loading…</Notice> : null}
      {job.isError && job.data === undefined ? <Notice kind="error">{job.error.message}</Notice> : null}
      {job.data === undefined ? null : <JobFacts job={job.data} />}
    </aside>
  )
}

function JobFacts({ job }: { readonly job: Job }) {
  const { clip, failure, cost } = job
  const reported = reportedWords(job)
  return (
    <>
      {clip === null ? null : <Player job={job} clip={clip} />}
      <p className="prompt-full">{visibleText(job.prompt)}</p>
      <dl>
        <Fact name="State">
          <StateBadge job={job} />
        </Fact>
        {failure === null ? null : (
          <Fact name="Failure">
            {failure.message}{' '}
            {failure.upstream_status === null ? null : (
              <>
                The upstream said: <q>{visibleText(failure.upstream_status)}</q>
              </>
            )}
            {failure.charged === null
              ? ' It is not known whether it was charged.'
              : failure.charged
                ? ' It was charged.'
                : ' It was not charged.'}
          </Fact>
        )}
        {job.state === 'unconfirmed' ? (
          <Fact name="What to do">
            Look for the task in the upstream’s console, then <code>./reelkeep resolve {job.id} --help</code>
          </Fact>
        ) : null}
        <Fact name="Asked">{askedWords(job)}</Fact>
        {linksOf(job).map(({ name, link }) => (
          <Fact key={name} name={name}>
            {visibleText(link)}
          </Fact>
        ))}
        {reported === null ? null : (
          <Fact name="Reported">
            {visibleText(reported)}
            {job.reported.finished_at === null ? null : (
              <>
                , finished <Moment at={job.reported.finished_at} />
              </>
            )}
          </Fact>
        )}
        {job.mismatch.map((mismatch) => (
          <Fact key={mismatch.field} name={`Other ${mismatch.field.replaceAll('_', ' ')} than asked`}>
            asked {visibleText(mismatch.asked)}, got {visibleText(mismatch.got)}
            {mismatch.ticks === null ? '' : `, worth ${money(mismatch.ticks)}`}
          </Fact>
        ))}
        <Fact name="Cost">
          charged {money(cost.charged_ticks)} ({cost.source}), quoted {money(cost.quoted_ticks)}
          {cost.reported_ticks === null ? '' : `, reported ${money(cost.reported_ticks)}`}
          {cost.contingent_ticks === null ? '' : `, possibly charged ${money(cost.contingent_ticks)}`}
          {job.simulated ? ', simulated: no real money' : ''}
        </Fact>
        <Fact name="Calls">
          {counted(job.submissions, 'submission')}, {counted(job.polls, 'poll')}
        </Fact>
        {job.due_at === null ? null : (
          <Fact name="Next step">
            <Moment at={job.due_at} />
          </Fact>
        )}
        {clip === null ? null : (
          <Fact name="Clip">
            {clip.key} · {size(clip.bytes)} · {(clip.duration_ms / 1000).toFixed(1)} s · {clip.width}×
            {clip.height}
          </Fact>
        )}
        {clip === null ? null : <Fact name="SHA-256">{clip.sha256}</Fact>}
        <Fact name="Id">{job.id}</Fact>
        {job.task_id === null ? null : <Fact name="Task">{visibleText(job.task_id)}</Fact>}
      </dl>
      <JobHistory id={job.id} />
    </>
  )
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
