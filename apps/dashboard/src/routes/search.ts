// The address as people write it: `?state=failed&q=fox+snow`. Every value is a text; each route reads its own.

export type SearchText = Readonly<Record<string, string>>

export function parseSearch(text: string): SearchText {
  return Object.fromEntries(new URLSearchParams(text))
}

/** What is empty is left out, so that a page without filters has a clean address. */
export function writeSearch(search: Readonly<Record<string, unknown>>): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    if (value === undefined || value === null || value === '') continue
    parameters.set(name, String(value))
  }
  return parameters.size === 0 ? '' : `?${parameters}`
}

/** A text parameter, or undefined. */
export function textOf(search: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = search[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A parameter that is one of a few words; anything else counts as absent. */
export function oneOf<Word extends string>(
  search: Readonly<Record<string, unknown>>,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const text = textOf(search, name)
  return words.find((word) => word === text)
}
