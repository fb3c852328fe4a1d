/** What a clip's key is made of. */
export type ClipKeyParts = {
  readonly owner: string
  /** The batch's name; null for a job of its own, which goes under `single`. */
  readonly batch: string | null
  /** The row of the batch, from 1; null for a job of its own. */
  readonly row: number | null
  readonly customId: string | null
  readonly prompt: string
  /** The end of the job's id, unique for all that matters: see `shortIdOf`. */
  readonly shortId: string
}

/**
 * Where a clip goes: the template filled in, owner and batch in front whether or not it names them. Every character
 * is safe in S3, in a link and on any file system, and letters are lower case so that two keys never differ by case alone.
 */
export function clipKeyFor(template: string, parts: ClipKeyParts): string {
  const filled = template.replaceAll(/\{([^{}]*)\}/g, (_, names: string) => firstValue(names, parts))
  const inFront = [
    ...(template.includes('{owner}') ? [] : [safeText(parts.owner)]),
    ...(template.includes('{batch}') ? [] : [batchText(parts)]),
  ]
  return [...inFront, ...filled.split('/')].map(safeSegment).filter(Boolean).join('/')
}

/**
 * The key with the job's short id where the template alone would not be unique: always for a job without a batch, and
 * for a row whose key `isTaken` by another job of the batch.
 */
export function uniqueClipKey(
  template: string,
  parts: ClipKeyParts,
  isTaken: (key: string) => boolean = () => false,
): string {
  const key = clipKeyFor(template, parts)
  if (template.includes('{id}') || (parts.batch !== null && !isTaken(key))) return key
  const { base, extension } = splitExtension(key)
  return `${base}_${parts.shortId}${extension}`
}

/** The random end of a time-ordered id. */
export function shortIdOf(jobId: string): string {
  return jobId.slice(-10)
}

/** The first of `a|b|c` that has a value. */
function firstValue(names: string, parts: ClipKeyParts): string {
  for (const name of names.split('|')) {
    const value = placeholder(name.trim(), parts)
    if (value !== null) return value
  }
  return ''
}

function placeholder(name: string, parts: ClipKeyParts): string | null {
  switch (name) {
    case 'owner':
      return safeText(parts.owner)
    case 'batch':
      return batchText(parts)
    case 'custom_id':
      return parts.customId === null ? null : safeText(parts.customId)
    case 'row':
      return parts.row === null ? null : String(parts.row).padStart(4, '0')
    case 'slug':
      return slugOf(parts.prompt)
    case 'id':
      return parts.shortId
    default:
      throw new Error(
        `a clip key takes {owner}, {batch}, {custom_id}, {row}, {slug} and {id} (found "{${name}}")`,
      )
  }
}

function batchText(parts: ClipKeyParts): string {
  return parts.batch === null ? 'single' : safeText(parts.batch)
}

const slugLengthMax = 40

/** The first words of the prompt; `clip` when none of them can be written in plain letters. */
function slugOf(prompt: string): string {
  const text = safeText(prompt.slice(0, 200)).replaceAll(/[._]+/g, '-')
  if (text.length <= slugLengthMax) return text || 'clip'
  const cut = text.slice(0, slugLengthMax + 1)
  const wordEnd = cut.lastIndexOf('-')
  return cut.slice(0, wordEnd > slugLengthMax / 2 ? wordEnd : slugLengthMax)
}

/** Plain lower-case letters, digits, dots, dashes and underscores; accents are dropped, the rest becomes one dash. */
function safeText(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[-_.]+|[-_.]+$/g, '')
    .slice(0, 80)
}

/** Names that Windows keeps for itself, whatever their extension. */
const reservedNames = /^(con|prn|aux|nul|com\d|lpt\d)$/

function safeSegment(segment: string): string {
  const { base, extension } = splitExtension(
    segment
      .toLowerCase()
      .replaceAll(/[^a-z0-9._-]+/g, '-')
      .replaceAll(/^[-_.]+|[-_.]+(?=\.[a-z0-9]+$|$)/g, ''),
  )
  return `${base}${reservedNames.test(base) ? '-' : ''}${extension}`
}

function splitExtension(key: string): { base: string; extension: string } {
  const match = /^(.+)(\.[a-z0-9]{1,5})$/.exec(key)
  return match ? { base: match[1] ?? key, extension: match[2] ?? '' } : { base: key, extension: '' }
}
