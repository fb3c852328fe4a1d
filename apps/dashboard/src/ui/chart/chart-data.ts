/** A line, an area or bars of a chart; null is unknown and leaves a gap. */
export type Series = {
  readonly name: string
  /** A colour variable of styles.css: `--archived`, `--accent`. */
  readonly color: string
  readonly values: readonly (number | null)[]
  readonly kind?: 'line' | 'area' | 'bars'
  /** Tells lines apart without their colours. */
  readonly dash?: 'solid' | 'dashed' | 'dotted'
}

/** The newest value that is known. */
export function newestOf({ values }: Series): number | null {
  return values.findLast((value) => value !== null) ?? null
}

/** What the chart says in one sentence to those who do not see it. */
export function chartWords(
  title: string,
  series: readonly Series[],
  text: (value: number) => string,
): string {
  const parts = series.map((each) => {
    const newest = newestOf(each)
    return `${each.name} ${newest === null ? 'unknown' : text(newest)}`
  })
  return `${title}. Newest: ${parts.join(', ') || 'nothing yet'}.`
}
