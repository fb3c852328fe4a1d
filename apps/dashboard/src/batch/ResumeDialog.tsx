import { useMutation, useQueryClient } from '@tanstack/react-query'
import { resumeBatch } from '../api/client.ts'
import type { Batch } from '../api/types.ts'
import { announce } from '../app/announce.ts'
import { countText } from '../format/count.ts'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Money } from '../ui/Money.tsx'
import { spentWords, stillToComeTicks } from './resume-money.ts'

type Props = { readonly batch: Batch; readonly onClose: () => void }

/** To go on buys what is in line: says how many clips that is and what they will cost, and asks. */
export function ResumeDialog({ batch, onClose }: Props) {
  const queries = useQueryClient()
  const { counts, budget, pause, simulated } = batch
  const isTrial = pause?.reason === 'trial'
  const resume = useMutation({
    mutationFn: () => resumeBatch({ path: { id: batch.id }, body: {} }),
    onSuccess: ({ state }) => {
      announce(`The batch is ${state}.`)
      onClose()
      return queries.invalidateQueries({ queryKey: ['batch', batch.id] })
    },
  })
  const underWay = counts.submitting + counts.rendering + counts.archiving
  return (
    <ConfirmDialog
      title={isTrial ? 'Approve the trial and run the rest?' : 'Resume this batch?'}
      count={counts.queued}
      action={isTrial ? 'Run the rest' : 'Resume the batch'}
      isBusy={resume.isPending}
      error={resume.error}
      isOpen
      onClose={onClose}
      onConfirm={() => resume.mutate()}
    >
      <p>What is in line is sent when its turn comes, and is paid for.</p>
      <Facts>
        <Fact name={underWay === 0 ? 'Still to come' : 'Still to come, quoted'}>
          <Money ticks={stillToComeTicks(batch)} isSimulated={simulated} />
          {underWay === 0 ? '' : `, with ${countText(underWay)} under way already`}
        </Fact>
        <Fact name="So far">{spentWords(batch)}</Fact>
        <Fact name="Budget">
          {budget === null ? (
            'none'
          ) : (
            <>
              <Money ticks={budget.left_ticks} isSimulated={simulated} /> left of{' '}
              <Money ticks={budget.cap_ticks} isSimulated={simulated} />
            </>
          )}
        </Fact>
      </Facts>
    </ConfirmDialog>
  )
}
