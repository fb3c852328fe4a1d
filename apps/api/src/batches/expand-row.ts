import {
  checkTexts,
  combinationCount,
  combinations,
  expandedLength,
  expandTemplate,
  type JobWish,
  type Problem,
  templateNames,
  textLimits,
  withDefaults,
} from '@reelkeep/core'
import type { BatchFields } from './batch-fields.ts'
import type { SourceRow } from './source-row.ts'

export type ExpandedRow = {
  readonly wish: JobWish
  readonly warnings: readonly Problem[]
  /** What only the values of the variables made wrong. */
  readonly problems: readonly Problem[]
}

/** How many jobs one row becomes: every combination of the variables' values, each as often as it is to be taken. */
export function jobsOfRow({ reading }: SourceRow, fields: BatchFields): number {
  const takes = reading.wish.takes ?? fields.defaults.takes ?? fields.takes
  return combinationCount(fields.variables) * takes
}

/** The wishes of a row: defaults filled in, templates expanded, one for each combination of the variables' values. */
export function* expandRow(source: SourceRow, fields: BatchFields): Generator<ExpandedRow> {
  const isMany = combinationCount(fields.variables) > 1
  let number = 0
  for (const values of combinations(fields.variables)) {
    number += 1
    const given = withDefaults(source.reading.wish, fields.defaults)
    const variables = new Map([...values, ...source.variables])
    const template = templateOf(given.prompt, source, fields)
    // A prompt is not a variable of itself.
    if (template === given.prompt) variables.delete('prompt')
    const promptLength = template === null ? 0 : expandedLength(template, variables)
    // Never made: a template and its values can be short and their product more than there is memory.
    const isTooLong = promptLength > textLimits.prompt
    const customId = isMany && given.customId !== null ? `${given.customId}-${number}` : given.customId
    const wish = {
      ...given,
      customId,
      prompt:
        template === null || isTooLong ? (given.prompt ?? template) : expandTemplate(template, variables),
      metadata: { ...Object.fromEntries(values), ...given.metadata },
    }
    yield {
      wish,
      problems: [...(isTooLong ? [tooLong(promptLength)] : []), ...checkTexts(wish)],
      warnings: templateWarnings(template, given.prompt, variables, fields),
    }
  }
}

/**
 * The text to expand; null: the prompt is literal. A template gives prompts to rows that have none, and one that names
 * {prompt} is put around every row's own. Prompts of a JSON body are literal unless variables come with it.
 */
function templateOf(prompt: string | null, source: SourceRow, fields: BatchFields): string | null {
  const { template } = fields
  if (template !== null && (prompt === null || templateNames(template).includes('prompt'))) return template
  if (prompt === null) return null
  return source.line !== null || fields.variables.size > 0 ? prompt : null
}

function templateWarnings(
  text: string | null,
  prompt: string | null,
  variables: ReadonlyMap<string, string>,
  { template }: BatchFields,
): Problem[] {
  const isTemplate = text !== null && text === template
  const warnings: Problem[] = []
  if (template !== null && !isTemplate) {
    const message =
      'the row has a prompt of its own, which is used as it is; put {prompt} into the template to wrap it'
    warnings.push({ path: 'template', code: 'template_not_used', message })
  }
  // Of a row's own prompt only surely meant names are a slip: other braces are literal there.
  for (const name of templateNames(text ?? '')) {
    const value = variables.get(name)
    if (value === undefined) warnings.push(...unknownName(name, variables, isTemplate && prompt !== text))
    else if (value === '') warnings.push(emptyValue(name))
  }
  return warnings
}

/** A brace that stays because its name is none, or differs from one in case or spaces only. */
function unknownName(name: string, variables: ReadonlyMap<string, string>, isTemplate: boolean): Problem[] {
  const meant = [...variables.keys()].find((known) => fold(known) === fold(name))
  const path = isTemplate ? 'template' : 'prompt'
  const code = 'variable_not_known'
  if (meant !== undefined) {
    const message = `{${name}} was left as it is; did you mean {${meant}}?`
    return [{ path, code, message, allowed: [`{${meant}}`] }]
  }
  if (!isTemplate || !looksLikeName.test(name)) return []
  const message = `{${name}} is no column or variable and was left as it is`
  return [{ path, code, message, allowed: [...variables.keys()].map((known) => `{${known}}`) }]
}

function tooLong(length: number): Problem {
  const message = `prompt may have ${textLimits.prompt} characters at most (with its variables: ${length})`
  return { path: 'prompt', code: 'too_long', message }
}

const looksLikeName = /^[\p{L}\p{N}][\p{L}\p{N} _.-]{0,99}$/u

function emptyValue(name: string): Problem {
  return {
    path: 'prompt',
    code: 'variable_empty',
    message: `{${name}} is empty here, so that the prompt has a gap`,
  }
}

function fold(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_')
}
