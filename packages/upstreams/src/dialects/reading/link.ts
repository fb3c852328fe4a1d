import type { Layer } from './layer.ts'
import { meaningOf, type StatusWords, statusOf } from './status-words.ts'

/** Where a link to the clip may stand, the most telling place first. */
const places: readonly ((layer: Layer) => string | null | undefined)[] = [
  (layer) => layer.video?.url,
  (layer) => layer.video_url,
  (layer) => layer.url,
  (layer) => layer.result_url,
  (layer) => layer.metadata?.url,
]

/**
 * The link to the clip, from the innermost level that has one. `fail_reason` is looked at last, and only at a level that
 * says SUCCESS: new-api keeps the result's address there (reference B), and everywhere else it is an error text.
 */
export function linkOf(
  layers: readonly Layer[],
  words: StatusWords,
  rules: { readonly allowHttpLinks: boolean },
): string | null {
  const innermostFirst = layers.toReversed()
  for (const place of places) {
    for (const layer of innermostFirst) {
      const link = webAddress(place(layer) ?? null)
      if (link !== null) return link
    }
  }
  for (const layer of innermostFirst) {
    const status = statusOf(layer)
    if (status === null || meaningOf(words, status) !== 'succeeded') continue
    const link = soleAddress(layer.fail_reason ?? null)
    if (link !== null && (rules.allowHttpLinks || new URL(link).protocol === 'https:')) return link
  }
  return null
}

/** A text that is an address and nothing else: a reason may well begin with one. */
export function soleAddress(text: string | null): string | null {
  const link = webAddress(text)
  return link === null || /\s/.test(link) ? null : link
}

/** A web address. Whether its host may be fetched from is for the archive to say. */
function webAddress(value: string | null): string | null {
  const text = value?.trim() ?? ''
  if (!/^https?:\/\/[^\p{Cc}\p{Cs}]{1,8184}$/iu.test(text) || !URL.canParse(text)) return null
  return new URL(text).hostname === '' ? null : text
}
