import { useQuery } from '@tanstack/react-query'
import { get } from '../api/client.ts'
import type { BatchList as BatchPage } from '../api/types.ts'
import { Moment } from '../format/Moment.tsx'
import { money } from '../format/money.ts'
import { Notice } from '../page/Notice.tsx'
import type { Go } from '../page/use-place.ts'
import { BatchProgress } from './BatchProgress.tsx'

const refreshMs = 2_000

type Batch = BatchPage['data'][number]

const pausedWords = {
  by_user: 'paused by a person',
  trial: 'paused: its trial waits for a word',
  stop_when: 'paused by itself: too much went wrong',
  restored: 'paused: restored from the bucket',
}

/** Every batch, newest first, with how far it is and what it has cost. */
export function BatchList({ chosen, go }: { readonly chosen: string | null; readonly go: Go }) {
  const batches = useQuery({
    queryKey: ['batches'],
    queryFn: () => get<BatchPage>('/v1/batches', { limit: '50' }),
    refetchInterval: refreshMs,
  })
  return (
    <section aria-labelledby="batches-title">
      <h2 id="batches-title">Batches</h2>
      {batches.isPending ? <Notice kind="info">Loading…</Notice> : null}
      {batches.isError && batches.data === undefined ? (
        <Notice kind="error">{batches.error.message}</Notice>
      ) : null}
      {batches.data?.data.length === 0 ? (
        <Notice kind="info">
          No batches yet. Send a file of prompts: <code>./reelkeep submit prompts.csv</code>
        </Notice>
      ) : null}
      <ul className="batches">
        {batches.data?.data.map((batch) => (
          <li key={batch.id}>
            <button
              type="button"
              className="batch"
              aria-pressed={batch.id === chosen}
              onClick={() => go({ batch: batch.id === chosen ? null : batch.id, state: null, job: null })}
            >
              <span className="batch-name">{batch.name}</span>
              <span className="hint">
                {standing(batch)} · <Moment at={batch.created_at} /> · charged{' '}
                {money(batch.cost.charged_ticks)}
              </span>
              <BatchProgress counts={batch.counts} />
            </button>
            {batch.needs_attention.map((item) => (
              <p key={item.reason} className="attention">
                {item.count} {item.reason.replaceAll('_', ' ')}: {item.action}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </section>
  )
}

function standing({ state, pause }: Batch): string {
  return pause?.reason ? pausedWords[pause.reason] : state
}
