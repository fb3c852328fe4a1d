import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { cancelOperation } from '../api/client.ts'
import { operationQuery } from '../api/operations.ts'
import type { Operation } from '../api/types.ts'
import { useRefusal } from '../app/session-context.ts'
import { countText } from '../format/count.ts'
import { visibleText } from '../format/visible-text.ts'
import { Button } from '../ui/Button.tsx'
import { Moment } from '../ui/Moment.tsx'
import { MoneyParts } from '../ui/MoneyParts.tsx'
import { NamedIds } from '../ui/NamedIds.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { Stat, Stats } from '../ui/Stat.tsx'
import { OperationResults } from './OperationResults.tsx'
import { actionName, orderedWords, shareDone } from './operation-words.ts'

const route = getRouteApi('/operations/$id')
const bulkActions = ['retry', 'cancel', 'rearchive', 'prioritize']

/** One piece of long work: how far it is, and what became of each job. */
export function OperationPage() {
  const { id } = route.useParams()
  const operation = useQuery(operationQuery(id))
  return (
    <Page
      title={
        operation.data === undefined ? 'Operation' : `${actionName(operation.data)}: ${operation.data.state}`
      }
      above={
        <Link to="/operations" className="hover:text-ink hover:underline">
          Operations
        </Link>
      }
      actions={operation.data?.state === 'running' ? <EndButton operation={operation.data} /> : undefined}
    >
      <QueryState query={operation}>
        {(data) => (
          <>
            <Progress operation={data} />
            {data.problems.slice(0, 20).map(({ where, message }) => (
              <Notice key={`${where} ${message}`} kind="error">
                {visibleText(`${where}: ${message}`)}
              </Notice>
            ))}
            {bulkActions.includes(data.action) ? <OperationResults operation={data} /> : null}
          </>
        )}
      </QueryState>
    </Page>
  )
}

function Progress({ operation }: { readonly operation: Operation }) {
  const {
    matched,
    done,
    refused,
    skipped,
    problem_total: problems,
    quoted_ticks: quoted,
    quoted_parts: parts,
  } = operation
  const share = shareDone(operation)
  return (
    <div className="grid gap-3">
      <p className="text-quiet">
        <NamedIds text={orderedWords(operation) || 'everything'} /> · ordered{' '}
        <Moment at={operation.created_at} />
        {operation.finished_at === null ? null : (
          <>
            , ended <Moment at={operation.finished_at} />
          </>
        )}
      </p>
      <progress
        aria-label="How much is done"
        className="h-2 w-full overflow-hidden rounded-full [&::-moz-progress-bar]:bg-archived [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-archived"
        max={1}
        {...(share !== null && { value: share })}
      />
      <Stats>
        <Stat label="Matched">{countText(matched)}</Stat>
        <Stat label="Done" tone={done > 0 ? 'good' : 'plain'}>
          {countText(done)}
        </Stat>
        <Stat label="Refused" note="their state did not allow it">
          {countText(refused)}
        </Stat>
        <Stat label="Skipped" note="a cap or the batch forbade it">
          {countText(skipped)}
        </Stat>
        <Stat label="Problems" tone={problems > 0 ? 'bad' : 'plain'}>
          {countText(problems)}
        </Stat>
        {quoted === null && parts.length === 0 ? null : (
          <Stat label="Quoted at">
            <MoneyParts parts={parts} ticks={quoted} />
          </Stat>
        )}
      </Stats>
    </div>
  )
}

function EndButton({ operation }: { readonly operation: Operation }) {
  const queries = useQueryClient()
  const refusal = useRefusal('operate')
  const end = useMutation({
    mutationFn: () => cancelOperation({ path: { id: operation.id }, body: {} }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['operation', operation.id] }),
  })
  return (
    <Button
      refusal={refusal ?? end.error?.message ?? null}
      isBusy={end.isPending}
      onClick={() => end.mutate()}
    >
      End after the part in hand
    </Button>
  )
}
