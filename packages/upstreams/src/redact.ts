/** Takes out of a text what must not be kept: our keys, bearer tokens, the signed part of links, the prompt. */
export type Redact = (text: string) => string

const maxKeptBytes = 64 * 1024
/** A shorter prompt may stand in a text by chance. */
const tellingPromptLength = 12

export function redactor(hidden: { readonly keys: readonly string[]; readonly prompt: string }): Redact {
  const keys = hidden.keys.filter((key) => key !== '')
  const forms = promptForms(hidden.prompt)
  return (text) => {
    const keyless = keys.reduce((clean, key) => clean.replaceAll(key, '[key]'), text)
    return withoutForms(keyless, forms)
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
  return withoutForms(body, promptForms(prompt))
}

function withoutForms(text: string, forms: readonly string[]): string {
  return forms.reduce((clean, form) => withoutBeginning(clean.replaceAll(form, promptMark), form), text)
}

const promptMark = '[prompt]'
/** So much of a prompt's beginning is no chance: servers cut what they echo. */
const beginningLength = 32

/** Takes out the beginning of a form as far as the text follows it, and no further than its first escape. */
function withoutBeginning(text: string, form: string): string {
  const [plain = ''] = form.split('\\', 1)
  if (plain.length < beginningLength) return text
  const [first = '', ...rest] = text.split(plain.slice(0, beginningLength))
  const tail = plain.slice(beginningLength)
  return [first, ...rest.map((part) => part.slice(sharedLength(part, tail)))].join(promptMark)
}

function sharedLength(a: string, b: string): number {
  let length = 0
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1
  return length
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
