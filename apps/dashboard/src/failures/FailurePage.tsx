import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { failureQuery } from '../api/failures.ts'
import type { FailureGroupShown } from '../api/types.ts'
import { useRefusal } from '../app/session-context.ts'
import { BulkDialog } from '../bulk/BulkDialog.tsx'
import { counted, countText } from '../format/count.ts'
import { reasonWords } from '../format/reason-words.ts'
import { saidByWords } from '../format/said-by-words.ts'
import { visibleText } from '../format/visible-text.ts'
import { Button, buttonClass } from '../ui/Button.tsx'
import { Chart } from '../ui/chart/Chart.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Moment } from '../ui/Moment.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { PaidSoFar } from '../ui/PaidSoFar.tsx'
import { Panel } from '../ui/Panel.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { failuresText, sharesText, shareText } from './group-words.ts'
import { MarkButtons } from './MarkButtons.tsx'
import { Samples } from './Samples.tsx'

const route = getRouteApi('/failures/$fingerprint')

/** One cause: what it is, how it goes, what it cost, what to do, and the jobs to look at. */
export function FailurePage() {
  const { fingerprint } = route.useParams()
  const failure = useQuery(failureQuery(fingerprint, undefined))
  return (
    <Page
      title={failure.data === undefined ? 'Failure' : `Failure: ${reasonWords(failure.data.reason)}`}
      above={
        <Link to="/failures" className="hover:text-ink hover:underline">
          Failures
        </Link>
      }
      actions={failure.data === undefined ? undefined : <Actions key={fingerprint} group={failure.data} />}
    >
      <QueryState query={failure}>
        {(group) => (
          <>
            <Summary group={group} />
            <Panel title="Over time">
              <Chart
                title="Failures"
                unit={group.every === '1h' ? 'per hour' : 'per day'}
                times={group.steps.map((at) => new Date(at))}
                series={[{ name: 'failures', color: '--failed', kind: 'bars', values: group.trend }]}
                text={countText}
                heightPx={140}
              />
            </Panel>
            <Samples samples={group.samples} />
          </>
        )}
      </QueryState>
    </Page>
  )
}

function Actions({ group }: { readonly group: FailureGroupShown }) {
  const [isAsking, setIsAsking] = useState(false)
  const scope = useRefusal('operate')
  const { fingerprint, retryable_jobs: retryable } = group
  const none = retryable === 0 ? 'No job stands failed with it that a retry may help.' : null
  return (
    <>
      <Link to="/jobs" search={{ fingerprint }} className={buttonClass()}>
        Its jobs
      </Link>
      <MarkButtons group={group} />
      <Button look="primary" refusal={scope ?? none} onClick={() => setIsAsking(true)}>
        Retry {counted(retryable, 'job')} …
      </Button>
      {isAsking ? (
        <BulkDialog
          action="retry"
          filter={{ fingerprint }}
          meant="the jobs that stand failed with this cause"
          onClose={() => setIsAsking(false)}
        />
      ) : null}
    </>
  )
}

function Summary({ group }: { readonly group: FailureGroupShown }) {
  const { said, said_by: sayer } = group
  return (
    <>
      {group.came_back ? <Notice kind="warning">It was called resolved, and failed again.</Notice> : null}
      <Panel title={visibleText(group.message)}>
        <Facts>
          {group.upstream_status === null ? null : (
            <Fact name={sayer === null ? 'Said' : saidByWords[sayer]}>
              <q>{visibleText(group.upstream_status)}</q>
            </Fact>
          )}
          <Fact name="What to do">{group.remedy}</Fact>
          <Fact name="Step">{group.step}</Fact>
          <Fact name="Failures">
            {failuresText(group)}; {shareText(group.share)} of all failures in this time
          </Fact>
          <Fact name="Failed now">
            {counted(group.failed_jobs, 'job')}, {countText(group.retryable_jobs)} of them worth a retry
          </Fact>
          <Fact name="Money">
            <PaidSoFar parts={group.parts} otherwise="nothing known to be charged" />
          </Fact>
          <Fact name="Upstreams">{visibleText(sharesText(group.by_upstream))}</Fact>
          <Fact name="Models">{visibleText(sharesText(group.by_model))}</Fact>
          <Fact name="First and last">
            <Moment at={group.first_at} />, <Moment at={group.last_at} />
          </Fact>
          {said === null ? null : (
            <Fact name="Marked">
              {group.status === 'open' ? 'was ' : ''}
              {group.status === 'ignored' ? 'ignored' : 'resolved'} <Moment at={said.at} />
              {said.reason === null ? '' : `: “${visibleText(said.reason)}”`}
            </Fact>
          )}
        </Facts>
      </Panel>
    </>
  )
}
