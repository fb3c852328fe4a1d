import { useState } from 'react'
import type { Batch } from '../api/types.ts'
import { useRefusal } from '../app/session-context.ts'
import { Button } from '../ui/Button.tsx'
import { ResumeDialog } from './ResumeDialog.tsx'

type Props = { readonly batch: Batch; readonly isMain?: boolean }

/** Lets a paused batch go on, after it was said what that buys. */
export function ResumeButton({ batch, isMain = false }: Props) {
  const refusal = useRefusal('submit')
  const [isAsking, setIsAsking] = useState(false)
  return (
    <>
      <Button look={isMain ? 'primary' : 'plain'} refusal={refusal} onClick={() => setIsAsking(true)}>
        {batch.pause?.reason === 'trial' ? 'Approve and run the rest …' : 'Resume …'}
      </Button>
      {isAsking ? <ResumeDialog batch={batch} onClose={() => setIsAsking(false)} /> : null}
    </>
  )
}
