import { type HeaderMap, isKnownColumn, knownColumns, resembledColumn } from '@reelkeep/core'
import { type Detail, invalidValue } from '../errors.ts'

/** The query's text of a map as header → column: JSON, or `Header=column`, once for each. */
export function givenHeaderMap(given: string | readonly string[]): { readonly [header: string]: unknown } {
  const texts = [given].flat()
  const [only = ''] = texts
  if (texts.length === 1 && only.trimStart().startsWith('{')) return readJson(only)
  return Object.fromEntries(texts.map(readPair))
}

/** Holds the targets against our columns: a slip there would leave the column without effect again. */
export function readHeaderMap(given: { readonly [header: string]: string }, problems: Detail[]): HeaderMap {
  const map = new Map<string, string>()
  for (const [header, target] of Object.entries(given)) {
    const column = target.trim()
    const meant =
      isKnownColumn(column.toLowerCase()) || column.startsWith('meta.') ? null : resembledColumn(column)
    if (column === '' || meant !== null) {
      const fix = meant === null ? `one of ${knownColumns.join(', ')}, or a name of your own` : meant
      const message = `map "${header}=${target}": there is no such column; write ${fix}`
      problems.push({ path: 'map', row: null, code: 'map_wrong', message, allowed: knownColumns })
    }
    map.set(header.trim(), column)
  }
  return map
}

/** A header may hold an equals sign; a column of ours has none. */
function readPair(text: string): [string, string] {
  const at = text.lastIndexOf('=')
  if (at < 1) throw wrong()
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()]
}

function readJson(text: string): { readonly [header: string]: unknown } {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw wrong()
  }
}

function wrong(): Error {
  const message =
    'map must be Header=column, such as Ratio=aspect_ratio, or JSON text {"Ratio": "aspect_ratio"}'
  return invalidValue('map', 'map_wrong', message)
}
