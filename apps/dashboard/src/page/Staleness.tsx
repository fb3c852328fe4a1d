/** Says when what is shown may no longer be true. */
export function Staleness({
  failing,
  answeredAt,
}: {
  readonly failing: boolean
  readonly answeredAt: number
}) {
  if (!failing) return <p className="live">Live</p>
  const since = answeredAt === 0 ? 'the start' : new Date(answeredAt).toLocaleTimeString()
  return (
    <p className="stale" role="alert">
      Stale: the server has not answered since {since}. Still trying.
    </p>
  )
}
