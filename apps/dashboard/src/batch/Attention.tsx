import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { moreThanThis, ownBatchWay } from '../api/own-batch.ts'
import type { Batch } from '../api/types.ts'
import { useRefusal } from '../app/session-context.ts'
import { MendButton } from '../bulk/MendButton.tsx'
import { asCalled } from '../format/as-called.ts'
import { counted } from '../format/count.ts'
import { reasonWords } from '../format/reason-words.ts'
import { visibleText } from '../format/visible-text.ts'
import { Button, buttonClass } from '../ui/Button.tsx'
import { MoneyParts } from '../ui/MoneyParts.tsx'
import { Notice } from '../ui/Notice.tsx'
import { BudgetDialog } from './BudgetDialog.tsx'
import { ResumeButton } from './ResumeButton.tsx'

type Need = Batch['needs_attention'][number]

/** What waits for a person, with its money, what to do and where it is done, and the jobs it concerns. */
export function Attention({ batch }: { readonly batch: Batch }) {
  if (batch.needs_attention.length === 0) return null
  return (
    <ul aria-label="Needs attention" className="grid gap-4">
      {batch.needs_attention.map((need) => (
        <li key={need.reason}>
          <NeedNotice batch={batch} need={need} />
        </li>
      ))}
    </ul>
  )
}

function NeedNotice({ batch, need }: { readonly batch: Batch; readonly need: Need }) {
  return (
    <Notice
      kind="warning"
      isStanding
      actions={
        <>
          <Help batch={batch} need={need} />
          <Link to="/jobs" search={need.filter} className={buttonClass()}>
            Show {counted(need.count, 'job')}
          </Link>
        </>
      }
    >
      <span className="font-medium">
        {counted(need.count, 'job')}: {reasonWords(need.reason)}
      </span>
      {need.ticks === null ? null : (
        <>
          , <MoneyParts parts={need.parts} ticks={need.ticks} isSimulated={batch.simulated} />
        </>
      )}
      . {visibleText(asCalled(need.says))}
    </Notice>
  )
}

type Props = { readonly batch: Batch; readonly need: Need }

/** What the sentence says, done here. A job in doubt is looked at by itself: its page ends the doubt. */
function Help({ batch, need }: Props) {
  switch (need.reason) {
    case 'trial':
    case 'stop_when':
    case 'restored':
      return <ResumeButton batch={batch} />
    case 'budget':
      return <BudgetButton batch={batch} />
    case 'link_refused':
      return (
        <Link to="/upstreams" className={buttonClass()}>
          Open upstreams
        </Link>
      )
    default:
      return <MendOfBatch batch={batch} need={need} />
  }
}

function MendOfBatch({ batch, need: { reason, filter, count } }: Props) {
  const submit = useRefusal('submit')
  const refusal = submit ?? (batch.counts.failed > count ? moreThanThis : null)
  return (
    <MendButton reason={reason} filter={filter} ownRetry={{ way: ownBatchWay(batch.id, reason), refusal }} />
  )
}

function BudgetButton({ batch }: { readonly batch: Batch }) {
  const refusal = useRefusal('submit')
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button refusal={refusal} onClick={() => setIsOpen(true)}>
        Change the budget …
      </Button>
      {isOpen ? <BudgetDialog batch={batch} onClose={() => setIsOpen(false)} /> : null}
    </>
  )
}
