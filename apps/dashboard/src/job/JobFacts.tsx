import type { Job } from '../api/types.ts'
import { counted } from '../format/count.ts'
import { askedWords, linksOf, reportedWords } from '../format/job-words.ts'
import { money } from '../format/money.ts'
import { saidByWords } from '../format/said-by-words.ts'
import { visibleText } from '../format/visible-text.ts'
import { Bytes } from '../ui/Bytes.tsx'
import { Duration } from '../ui/Duration.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Moment } from '../ui/Moment.tsx'
import { Money } from '../ui/Money.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'

export function JobFacts({ job }: { readonly job: Job }) {
  const { clip, failure, cost } = job
  const reported = reportedWords(job)
  return (
    <Facts>
      <Fact name="State">
        <StateBadge job={job} />
      </Fact>
      {failure === null ? null : (
        <Fact name="Failure">
          {visibleText(failure.message)}{' '}
          {failure.upstream_status === null || failure.said_by === null ? null : (
            <>
              {saidByWords[failure.said_by]}: <q>{visibleText(failure.upstream_status)}</q>{' '}
            </>
          )}
          {chargedWords[String(failure.charged)]}
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
      {job.mismatch.map(({ field, asked, got, ticks }) => (
        <Fact key={field} name={`Other ${field.replaceAll('_', ' ')} than asked`}>
          asked {visibleText(asked)}, got {visibleText(got)}
          {ticks === null ? '' : `, worth ${money(ticks)}`}
        </Fact>
      ))}
      <Fact name="Cost">
        charged <Money ticks={cost.charged_ticks} isSimulated={job.simulated} /> ({cost.source}), quoted{' '}
        <Money ticks={cost.quoted_ticks} />
        {cost.reported_ticks === null ? '' : `, reported ${money(cost.reported_ticks)}`}
        {cost.contingent_ticks === null ? '' : `, possibly charged ${money(cost.contingent_ticks)}`}
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
        <>
          <Fact name="Clip">
            {visibleText(clip.key)} · <Bytes bytes={clip.bytes} /> · <Duration ms={clip.duration_ms} /> ·{' '}
            {clip.width}×{clip.height}
          </Fact>
          <Fact name="SHA-256">
            <code>{clip.sha256}</code>
          </Fact>
        </>
      )}
      <Fact name="Id">
        <code>{job.id}</code>
      </Fact>
      {job.task_id === null ? null : (
        <Fact name="Task">
          <code>{visibleText(job.task_id)}</code>
        </Fact>
      )}
    </Facts>
  )
}

const chargedWords: Readonly<Record<string, string>> = {
  null: 'It is not known whether it was charged.',
  true: 'It was charged.',
  false: 'It was not charged.',
}
