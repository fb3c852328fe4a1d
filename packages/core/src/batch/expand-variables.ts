/** A variable of a batch: one value for all rows, or a list of which each row is made once. */
export type Variables = ReadonlyMap<string, readonly string[]>

/** How many rows each given row becomes. */
export function combinationCount(variables: Variables): number {
  let count = 1
  for (const values of variables.values()) count *= values.length
  return count
}

/** Every combination of the lists, the last variable turning fastest. Without variables: one, empty. */
export function* combinations(variables: Variables): Generator<ReadonlyMap<string, string>> {
  const [first, ...others] = [...variables]
  if (first === undefined) {
    yield new Map()
    return
  }
  const [name, values] = first
  for (const value of values) {
    for (const rest of combinations(new Map(others))) yield new Map([[name, value], ...rest])
  }
}
