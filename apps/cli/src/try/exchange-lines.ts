import stringWidth from 'string-width'
import type { Exchange, Surprise } from '../client/shapes.ts'
import { plainText } from '../print/plain-text.ts'
import { parseJson } from './reply-json.ts'

const linesMax = 60

/** One question and its answer, no wider than the terminal: what was asked, how it was taken, the reply, what is new. */
export function exchangeLines(exchange: Exchange, width: number): string {
  const { method, path, http_status: status, content_type: type, duration_ms: ms, surprises } = exchange
  const answer = status === null ? 'no answer' : [`HTTP ${status}`, type ?? 'no content type'].join(', ')
  const body = bodyLines(exchange.body)
  const cut = body.length > linesMax ? [`… ${body.length - linesMax} more lines`] : []
  return [
    `${exchange.at}  ${method} ${path}`,
    `${answer}, ${ms} ms, taken for ${exchange.read_as ?? 'unknown'}`,
    ...body.slice(0, linesMax).map((line) => `  ${line}`),
    ...cut.map((line) => `  ${line}`),
    ...surprises.map((surprise) => `! ${surpriseWords(surprise)} is not known to the dialect`),
    '',
  ]
    .map((line) => cutTo(width, line))
    .join('\n')
}

export function surpriseWords({ kind, name }: Surprise): string {
  return `${kind} ${name}`
}

function bodyLines(body: string | null): string[] {
  if (body === null || body === '') return ['(empty)']
  const json = parseJson(body)
  return json === undefined ? body.split('\n') : JSON.stringify(json, null, 2).split('\n')
}

/** Indentation stays; all that could move the cursor goes. */
function cutTo(width: number, line: string): string {
  const plain = plainText(line)
  if (stringWidth(plain) <= width) return plain
  let kept = ''
  for (const character of plain) {
    if (stringWidth(kept + character) > width - 1) break
    kept += character
  }
  return `${kept}…`
}
