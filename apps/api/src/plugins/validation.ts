import { isStorableValue } from '@reelkeep/core'
import { z } from 'zod'
import type { App } from '../deps.ts'
import { type Detail, invalidRequest } from '../errors.ts'

/** Zod reads every part of a request; all its problems become one refusal. */
export function registerValidation(app: App): void {
  app.setValidatorCompiler<z.ZodType>(({ schema, httpPart }) => (value) => {
    const result = schema.safeParse(value, { reportInput: true })
    if (!result.success) return { error: invalidRequest(detailsOf(result.error.issues, schema)) }
    // Bodies say for each text of theirs whether it is kept; every text of a query goes to the database.
    const unstorable = httpPart === 'querystring' ? unstorableIn(value) : []
    return unstorable.length === 0 ? { value: result.data } : { error: invalidRequest(unstorable) }
  })
}

/** What the database could not even be asked with: NUL, or half of a surrogate pair. */
export function unstorableIn(fields: unknown): Detail[] {
  if (typeof fields !== 'object' || fields === null) return []
  return Object.entries(fields)
    .filter(([, value]) => !isStorableValue(value))
    .map(([path]) => ({
      path,
      row: null,
      code: 'text_not_storable',
      message: `${path} holds a NUL or half a character`,
      allowed: null,
    }))
}

/** Our details for zod's issues: where, what, and what would have been right. */
export function detailsOf(issues: readonly z.core.$ZodIssue[], schema: z.ZodType): Detail[] {
  return issues.flatMap((issue) => detailsOfIssue(issue, schema))
}

function detailsOfIssue(issue: z.core.$ZodIssue, schema: z.ZodType): Detail[] {
  const at = (code: string, message: string, allowed: Detail['allowed'] = null): Detail[] => {
    const path = pathText(issue.path)
    return [
      {
        path: path === '' ? null : path,
        row: null,
        code,
        message: `${path === '' ? 'the request' : path} ${message}`,
        allowed,
      },
    ]
  }
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(issue.path, key, schema))
    case 'invalid_type':
      return issue.input === undefined
        ? at('required', 'is required')
        : at('wrong_type', `must be ${article(issue.expected)}`, [issue.expected])
    case 'invalid_value':
      return at(
        'not_allowed',
        `must be ${issue.values.map(String).join(', ')}`,
        issue.values.map((value) => (typeof value === 'number' ? value : String(value))),
      )
    case 'too_small':
    case 'too_big':
      return at('out_of_range', rangeText(issue), [rangeText(issue)])
    case 'invalid_union':
      return detailsOfUnion(issue, schema, at)
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return at('invalid', issue.message)
  }
}

/** What zod says of a union that was given no words. */
const unionMessage = 'Invalid input'

function detailsOfUnion(
  issue: Extract<z.core.$ZodIssue, { code: 'invalid_union' }>,
  schema: z.ZodType,
  at: (code: string, message: string, allowed?: Detail['allowed']) => Detail[],
): Detail[] {
  const options = 'options' in issue ? issue.options : undefined
  if (options !== undefined)
    return at('not_allowed', `must be ${options.map(String).join(', ')}`, options.map(String))
  // A schema that has words of its own for the whole of it.
  if (issue.message !== unionMessage) return at('invalid', issue.message)
  // The branch with the fewest complaints is the one the caller most likely meant.
  const branch = issue.errors.toSorted((one, other) => one.length - other.length)[0]
  if (branch === undefined) return at('invalid', issue.message)
  const nested = branch.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }))
  return detailsOf(nested, schema)
}

function unknownKey(parent: readonly PropertyKey[], key: string, schema: z.ZodType): Detail {
  const path = pathText([...parent, key])
  const known = knownKeys(schema, parent)
  return {
    path,
    row: null,
    code: 'unknown_key',
    message: `${path} is not a known key${known ? `; known are ${known.join(', ')}` : ''}`,
    allowed: known,
  }
}

/** The keys an object schema declares at a path; null where the schema cannot be walked. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] | null {
  let here: unknown = unwrapped(schema)
  for (const part of path) {
    if (here instanceof z.ZodObject) here = unwrapped(here.shape[String(part)])
    else if (here instanceof z.ZodArray) here = unwrapped(here.element)
    else return null
  }
  return here instanceof z.ZodObject ? Object.keys(here.shape) : null
}

function unwrapped(schema: unknown): unknown {
  let here = schema
  while (
    here instanceof z.ZodOptional ||
    here instanceof z.ZodNullable ||
    here instanceof z.ZodDefault ||
    here instanceof z.ZodPrefault
  ) {
    here = here.unwrap()
  }
  return here
}

function rangeText(issue: Extract<z.core.$ZodIssue, { code: 'too_small' | 'too_big' }>): string {
  const bound = issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`
  if (issue.origin === 'string') return `must have ${bound} characters`
  if (issue.origin === 'array') return `must have ${bound} entries`
  return `must be ${bound}`
}

/** `items[3].duration`, as a person would write it. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  )
}

function article(type: string): string {
  if (type === 'int') return 'a whole number'
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`
}
