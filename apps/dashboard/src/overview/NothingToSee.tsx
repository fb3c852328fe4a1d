import { Link } from '@tanstack/react-router'
import { useRefusal } from '../app/session-context.ts'
import { Notice } from '../ui/Notice.tsx'

/** For a key that may not look: which scope that takes, said once, and what it may do all the same. */
export function NothingToSee({ refusal }: { readonly refusal: string }) {
  const maySend = useRefusal('submit') === null
  return (
    <>
      <Notice kind="info" isStanding>
        <p>{refusal} Jobs, batches, clips and money are shown to keys that have it.</p>
        <p className="text-quiet">
          Scopes of a key never change: whoever hands out keys makes you another one, and you sign in with
          that.
        </p>
      </Notice>
      {maySend ? (
        <p>
          What your key may do is{' '}
          <Link to="/batches/new" className="text-accent underline">
            send prompts
          </Link>
          .
        </p>
      ) : null}
    </>
  )
}
