export type Separated = {
  readonly separator: ',' | ';' | '\t'
  /** Lines that were taken off the front. */
  readonly linesBefore: number
  readonly text: AsyncIterable<string>
}

const separators = [',', ';', '\t'] as const
const headerLengthMax = 65_536

/** The separator that the header row holds most of, outside quotes; Excel's own first line `sep=;` wins and is dropped. */
export async function detectSeparator(text: AsyncIterable<string>): Promise<Separated> {
  const chunks = text[Symbol.asyncIterator]()
  let start = ''
  let isEnd = false
  while (!isEnd && start.length < headerLengthMax && (start.match(/[\r\n]+/g) ?? []).length < 3) {
    const next = await chunks.next()
    if (next.done === true) isEnd = true
    else start += next.value
  }
  const named = /^\uFEFF?"?sep=([,;\t])"?(?:\r\n|\n|\r)/i.exec(start)
  const rest = named === null ? start : start.slice(named[0].length)
  async function* whole(): AsyncGenerator<string> {
    yield rest
    if (!isEnd) yield* { [Symbol.asyncIterator]: () => chunks }
  }
  return {
    separator: separators.find((separator) => separator === named?.[1]) ?? mostFrequent(rest),
    linesBefore: named === null ? 0 : 1,
    text: whole(),
  }
}

function mostFrequent(start: string): Separated['separator'] {
  const counts = new Map<string, number>()
  let isQuoted = false
  for (const letter of start.trimStart()) {
    if (letter === '"') isQuoted = !isQuoted
    else if (!isQuoted && (letter === '\n' || letter === '\r')) break
    else if (!isQuoted) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  }
  let best: Separated['separator'] = ','
  for (const separator of separators) {
    if ((counts.get(separator) ?? 0) > (counts.get(best) ?? 0)) best = separator
  }
  return best
}
