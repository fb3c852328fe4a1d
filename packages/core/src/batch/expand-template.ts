/**
 * Puts values into a prompt: `{name}` where `name` is a column or variable, once, never inside a value. `{{` stands
 * for a brace, with its `}}` when it has one; every other brace is literal.
 */
export function expandTemplate(template: string, values: ReadonlyMap<string, string>): string {
  if (!template.includes('{')) return template
  return template.replace(bracePattern, (found, escaped: string | undefined, name: string | undefined) =>
    replacementOf(found, escaped, name, values),
  )
}

/** How many characters `expandTemplate` would give: a few names and long values make more than there is memory. */
export function expandedLength(template: string, values: ReadonlyMap<string, string>): number {
  let length = template.length
  if (!template.includes('{')) return length
  for (const [found, escaped, name] of template.matchAll(bracePattern)) {
    length += replacementOf(found, escaped, name, values).length - found.length
  }
  return length
}

function replacementOf(
  found: string,
  escaped: string | undefined,
  name: string | undefined,
  values: ReadonlyMap<string, string>,
): string {
  if (escaped !== undefined) return `{${escaped}}`
  if (name === undefined) return '{'
  return values.get(name) ?? found
}

/** `{{…}}`, a `{{` without its end, or `{…}`. */
const bracePattern = /\{\{([^{}]*)\}\}|\{\{|\{([^{}]*)\}/g

/** A text that `expandTemplate` gives back as `literal` is, whatever the values. */
export function templateOfLiteral(literal: string): string {
  // An opening brace is written twice; where that would swallow a pair of closing ones, one is given back.
  return literal.replace(/\{([^{}]*\}\})?/g, (_, tail: string | undefined) =>
    tail === undefined ? '{{' : `{{${tail}}`,
  )
}

/** The names a template asks for, values or not; escaped ones left out. */
export function templateNames(template: string): readonly string[] {
  if (!template.includes('{')) return []
  return [...template.matchAll(bracePattern)].flatMap(([, , name]) => (name === undefined ? [] : [name]))
}
