/** From, and up to but without. */
export type Range = { readonly from: Date; readonly to: Date }

/** Sums of a span that are there from a moment to another; `edges` says where spans begin. */
export type Source<Name extends string> = Range & {
  readonly name: Name
  /** The last edge at or before a moment; null: there is none. */
  readonly edgeBefore: (moment: Date) => Date | null
  /** The first edge at or after a moment; null: there is none. */
  readonly edgeAfter: (moment: Date) => Date | null
}

export type Part<Name extends string> = Range & { readonly source: Name }

/**
 * Cuts a time into parts, each told from the coarsest source that has the whole of it; together they are the whole time,
 * and none of it twice. What no source has is told from `rest`.
 */
export function cutTime<Name extends string>(
  { from, to }: Range,
  [source, ...finer]: readonly Source<Name>[],
  rest: Name,
): Part<Name>[] {
  if (from >= to) return []
  if (source === undefined) return [{ source: rest, from, to }]
  const begin = source.edgeAfter(from > source.from ? from : source.from)
  const end = source.edgeBefore(to < source.to ? to : source.to)
  if (begin === null || end === null || begin >= end) return cutTime({ from, to }, finer, rest)
  return [
    ...cutTime({ from, to: begin }, finer, rest),
    { source: source.name, from: begin, to: end },
    ...cutTime({ from: end, to }, finer, rest),
  ]
}

/** Spans of a fixed length, as clocks all over the world begin minutes and quarter hours. */
export function everyMs(ms: number): Pick<Source<string>, 'edgeBefore' | 'edgeAfter'> {
  return {
    edgeBefore: (moment) => new Date(Math.floor(moment.getTime() / ms) * ms),
    edgeAfter: (moment) => new Date(Math.ceil(moment.getTime() / ms) * ms),
  }
}

/** Spans that begin at given moments, in order. */
export function atEdges(edges: readonly Date[]): Pick<Source<string>, 'edgeBefore' | 'edgeAfter'> {
  return {
    edgeBefore: (moment) => edges.findLast((edge) => edge <= moment) ?? null,
    edgeAfter: (moment) => edges.find((edge) => edge >= moment) ?? null,
  }
}
