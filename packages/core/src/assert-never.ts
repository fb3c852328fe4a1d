/** Ends a switch over a union, so that a new case breaks the build wherever it must be answered. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`)
}
