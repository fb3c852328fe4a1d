import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleAlert, CircleCheck, CirclePause, TriangleAlert } from 'lucide-react'
import { attentionQuery } from '../api/attention.ts'
import type { Attention } from '../api/types.ts'
import { MendButton } from '../bulk/MendButton.tsx'
import { counted } from '../format/count.ts'
import { visibleText } from '../format/visible-text.ts'
import { classNames } from '../ui/class-names.ts'
import { MoneyParts } from '../ui/MoneyParts.tsx'
import { Panel } from '../ui/Panel.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { attentionWords, byUrgency, isAtGate } from './attention-words.ts'

const looks = {
  losing: { icon: CircleAlert, mark: 'text-danger' },
  standing: { icon: CirclePause, mark: 'text-unconfirmed' },
  failed: { icon: TriangleAlert, mark: 'text-failed' },
} as const

/** What only a person can move on, over all batches and single jobs. */
export function NeedsAttention() {
  const attention = useQuery(attentionQuery())
  return (
    <Panel title="Needs attention" isFlush>
      <QueryState query={attention} loading={<div className="h-12" />}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="flex items-center gap-2 px-4 py-3">
              <CircleCheck aria-hidden size="1.2em" className="shrink-0 text-archived" />
              Nothing needs you: no job waits for a person, and none failed in the last seven days.
            </p>
          ) : (
            <ul className="divide-y divide-line">
              {byUrgency(data).map((item) => (
                <AttentionItem key={`${item.reason} ${item.filter.upstream} ${item.batch?.id}`} item={item} />
              ))}
            </ul>
          )
        }
      </QueryState>
    </Panel>
  )
}

function AttentionItem({ item }: { readonly item: Attention }) {
  const { urgency, title, where } = attentionWords(item)
  const { icon: Icon, mark } = looks[urgency]
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1 px-4 py-2.5">
      <Icon aria-hidden size="1.2em" className={classNames('mt-[0.15em] shrink-0', mark)} />
      <div className="min-w-0 grow basis-64">
        <p className="font-medium wrap-anywhere">
          {title}
          <span className="font-normal text-quiet">
            {' · '}
            <MoneyParts parts={item.parts} ticks={item.ticks} />
            {where === null ? '' : ` · ${where}`}
          </span>
        </p>
        <p className="max-w-[60rem] text-quiet wrap-anywhere">{visibleText(item.says)}</p>
      </div>
      <div className="flex shrink-0 flex-wrap items-center gap-x-4 max-sm:w-full max-sm:pl-7">
        {item.batch === null ? null : (
          <Link to="/batches/$id" params={{ id: item.batch.id }} className={linkLook}>
            Open the batch
          </Link>
        )}
        {isAtGate(item) ? (
          <Link to="/upstreams" className={linkLook}>
            Open upstreams
          </Link>
        ) : null}
        <MendButton reason={item.reason} filter={item.filter} />
        <Link to="/jobs" search={item.filter} className={linkLook}>
          Show {counted(item.count, 'job')}
        </Link>
      </div>
    </li>
  )
}

const linkLook = 'inline-flex items-center text-accent hover:underline max-sm:min-h-11'
