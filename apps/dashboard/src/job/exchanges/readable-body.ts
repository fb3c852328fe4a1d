import { visibleText } from '../../format/visible-text.ts'

/** An answer as it can be read: JSON indented, anything else as it came, with hidden marks made visible line by line. */
export function readableBody(body: string): string {
  return indented(body)
    .split('\n')
    .map((line) => visibleText(line))
    .join('\n')
}

function indented(body: string): string {
  // Parsed, a longer number would lose its last digits.
  if (/\d{16}/.test(body)) return body
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    // Cut at its limit, a page of HTML, or a vendor's broken JSON: shown as it is.
    return body
  }
}
