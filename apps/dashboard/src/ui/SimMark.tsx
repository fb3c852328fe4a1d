/** Stands behind money that nobody paid. */
export function SimMark() {
  return (
    <abbr
      title="simulated: no real money"
      className="rounded border border-line-strong px-1 text-[0.78em] font-normal text-quiet no-underline"
    >
      sim
    </abbr>
  )
}
