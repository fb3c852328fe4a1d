/** Takes out of a text what must not be kept: our keys, bearer tokens, the signed part of links, the prompt. */
export type Redact = (text: string) => string

const maxKeptBytes = 64 * 1024
/** A shorter prompt may stand in a text by chance. */
const tellingPromptLength = 12

export function redactor(hidden: { readonly keys: readonly string[]; readonly prompt: string }): Redact {
  const replacements = [
    ...hidden.keys.filter((key) => key !== '').map((key) => [key, '[key]'] as const),
    ...promptForms(hidden.prompt).map((form) => [form, '[prompt]'] as const),
  ]
  return (text) => {
    let clean = text
    for (const [form, mark] of replacements) clean = clean.replaceAll(form, mark)
    return clean
      .replace(/\bBearer\s+[\w.~+/=-]+/gi, 'Bearer [key]')
      .replace(/(https?:(?:\/\/|\\\/\\\/)[^\s"'<>?#]*)[?#][^\s"'<>]*/gi, '$1?[signed]')
      .replace(/(https?:\/\/)[^\s"'<>/@]+@/gi, '$1')
  }
}

/** A reply as it may be kept. */
export function keptBody(body: string | null, redact: Redact): string | null {
  if (body === null) return null
  // PostgreSQL's text takes no NUL.
  const clean = redact(body).replaceAll('\u0000', '\ufffd').toWellFormed()
  if (Buffer.byteLength(clean) <= maxKeptBytes) return clean
  const cut = Buffer.from(clean)
    .subarray(0, maxKeptBytes - 16)
    .toString('utf8')
    .replace(/\ufffd+$/, '')
  return `${cut} … [cut]`
}

/** An upstream's own words as they may be kept and shown: one line, 500 characters. */
export function keptMessage(message: string, redact: Redact): string {
  const line = redact(message)
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
  // A cut may leave half a letter, which no JSON column takes.
  return (line.length <= 500 ? line : `${line.slice(0, 499)}…`).toWellFormed()
}

/**
 * A JSON reply without the prompt that it may echo: what a caller wrote must not be read as the upstream's own word,
 * such as that there is no balance left.
 */
export function withoutPrompt(body: string, prompt: string): string {
  if (prompt.length < tellingPromptLength) return body
  return promptForms(prompt).reduce((text, form) => text.replaceAll(form, '[prompt]'), body)
}

/** A prompt as servers echo it, with its ends trimmed or not: as it is, and as they spell JSON. A short one only when quoted. */
function promptForms(prompt: string): string[] {
  const forms = [...new Set([prompt, prompt.trim()])]
    .filter((text) => text !== '')
    .flatMap((text) => {
      const quoted = jsonSpellings(text)
      return text.length < tellingPromptLength
        ? quoted
        : [text, ...quoted.map((spelling) => spelling.slice(1, -1))]
    })
  return [...new Set(forms)]
}

/** What servers escape beyond what JSON asks for: Go `&<>`, Python what is not ASCII, .NET both and more. */
const escapedSets = [/[&<>\u2028\u2029]/g, /[^\x20-\x7e]/g, /[^\x20-\x7e]|[&'+<>`]/g]

function jsonSpellings(text: string): string[] {
  const quoted = JSON.stringify(text)
  const escaped = escapedSets.flatMap((set) => {
    const lower = quoted.replace(set, (letter) => `\\u${hexOf(letter)}`)
    return [lower, quoted.replace(set, (letter) => `\\u${hexOf(letter).toUpperCase()}`)]
  })
  // PHP escapes slashes on top of what is not ASCII.
  return [quoted, ...escaped].flatMap((spelling) => [spelling, spelling.replaceAll('/', '\\/')])
}

function hexOf(letter: string): string {
  return letter.charCodeAt(0).toString(16).padStart(4, '0')
}
