/** Deeper than any vendor nests, and far from what a stack holds. */
const nestingMax = 200

/** Undefined: it is no JSON, or nested so deeply that walking it could end the process. */
export function parseJson(text: string | null): unknown {
  if (text === null || isNestedTooDeeply(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    // Pages and cut replies are no JSON; they are shown and kept as the text they are.
    return undefined
  }
}

export function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Brackets within strings are counted as well: a reply that is full of them is shown as text, which loses nothing. */
function isNestedTooDeeply(text: string): boolean {
  let depth = 0
  for (const character of text) {
    if (character === '[' || character === '{') depth += 1
    if (character === ']' || character === '}') depth -= 1
    if (depth > nestingMax) return true
  }
  return false
}
