import {
  combinationCount,
  combinations,
  expandTemplate,
  type JobWish,
  type Problem,
  templateNames,
  withDefaults,
} from '@reelkeep/core'
import type { BatchFields } from './batch-fields.ts'
import type { SourceRow } from './source-row.ts'

export type ExpandedRow = { readonly wish: JobWish; readonly warnings: readonly Problem[] }

/** How many jobs one row becomes: every combination of the variables' values, each `takes` times. */
export function jobsPerRow(fields: BatchFields): number {
  return combinationCount(fields.variables) * fields.takes
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
    const customId = isMany && given.customId !== null ? `${given.customId}-${number}` : given.customId
    yield {
      wish: {
        ...given,
        customId,
        prompt: template === null ? given.prompt : expandTemplate(template, variables),
        metadata: { ...Object.fromEntries(values), ...given.metadata },
      },
      warnings: template === null ? [] : nearMisses(template, variables),
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

/** A brace that stayed because its name differs from a variable's in case or spaces only: surely a slip. */
function nearMisses(template: string, variables: ReadonlyMap<string, string>): Problem[] {
  return templateNames(template).flatMap((name) => {
    if (variables.has(name)) return []
    const meant = [...variables.keys()].find((known) => fold(known) === fold(name))
    if (meant === undefined) return []
    const message = `{${name}} was left as it is; did you mean {${meant}}?`
    return [{ path: 'prompt', code: 'variable_not_known', message, allowed: [`{${meant}}`] }]
  })
}

function fold(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_')
}
