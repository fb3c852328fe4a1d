import type { Job } from '../api/types.ts'
import { linksOf, reportedWords } from '../format/job-words.ts'
import { moneyWords } from '../format/money.ts'
import { visibleText } from '../format/visible-text.ts'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Moment } from '../ui/Moment.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'

/** What was asked for, what came instead, and what the sender wrote beside it. */
export function AskedPanel({ job }: { readonly job: Job }) {
  const { params, mismatch, metadata } = job
  const reported = reportedWords(job)
  return (
    <Panel title="Asked and got">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        {mismatch.map(({ field, asked, got, ticks }) => (
          <Notice key={field} kind="warning">
            Other {field.replaceAll('_', ' ')} than asked: asked {visibleText(asked)}, got {visibleText(got)}
            {ticks === null ? '' : `, worth ${moneyWords(ticks, job.simulated)} by the price list`}. The clip
            is kept all the same.
          </Notice>
        ))}
        <Facts>
          <Fact name="Upstream">
            {job.upstream} · {visibleText(job.model)} · {job.operation}
          </Fact>
          <Fact name="Length">
            {params.duration === null ? 'as the model makes it' : `${params.duration} s`}
          </Fact>
          <Fact name="Shape">
            {[params.aspect_ratio, params.resolution].filter((part) => part !== null).join(' · ') ||
              'as the model makes it'}
          </Fact>
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
          {Object.entries(metadata).map(([name, value]) => (
            <Fact key={name} name={visibleText(name)}>
              {visibleText(typeof value === 'string' ? value : JSON.stringify(value))}
            </Fact>
          ))}
        </Facts>
      </div>
    </Panel>
  )
}
