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
 * The link to the clip, from the innermost level that has one; a plain http one only when it is allowed or nothing else
 * is there. `fail_reason` is looked at only at a level that says SUCCESS: new-api keeps the result's address there
 * (QuantumNous/new-api), and everywhere else it is an error text.
 */
export function linkOf(
  layers: readonly Layer[],
  words: StatusWords,
  rules: { readonly allowHttpLinks: boolean },
): string | null {
  const innermostFirst = layers.toReversed()
  const links = places
    .flatMap((place) => innermostFirst.map((layer) => webAddress(place(layer) ?? null)))
    .filter((link) => link !== null)
  const reasons = innermostFirst
    .filter((layer) => saysSuccess(layer, words))
    .map((layer) => soleAddress(layer.fail_reason ?? null))
    .filter((link) => link !== null)
  const isAllowed = (link: string): boolean => rules.allowHttpLinks || new URL(link).protocol === 'https:'
  return [...links, ...reasons].find(isAllowed) ?? links[0] ?? null
}

function saysSuccess(layer: Layer, words: StatusWords): boolean {
  const status = statusOf(layer)
  return status !== null && meaningOf(words, status) === 'succeeded'
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
