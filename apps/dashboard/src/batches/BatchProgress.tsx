import { type Counts, jobStates } from '../api/types.ts'

/** The jobs of a batch by state, as a bar and in words. */
export function BatchProgress({ counts }: { readonly counts: Counts }) {
  const ended = counts.archived + counts.failed + counts.canceled
  const present = jobStates.filter((state) => counts[state] > 0)
  return (
    <>
      <span className="bar" role="img" aria-label={`${ended} of ${counts.total} jobs ended`}>
        {present.toReversed().map((state) => (
          <span key={state} className={`bar-part state-${state}`} style={{ flexGrow: counts[state] }} />
        ))}
      </span>
      <span className="counts">
        {present
          .toReversed()
          .map((state) => `${counts[state]} ${state}`)
          .join(' · ') || 'no jobs'}
      </span>
    </>
  )
}
