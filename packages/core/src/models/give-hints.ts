import type { RenderParams } from '../job/job.ts'
import type { Advice, AdviceCode, Profile } from '../profiles/profile.ts'
import type { ModelCapability } from './capability.ts'

type Asked = {
  readonly prompt: string
  readonly params: Pick<RenderParams, 'imageUrls'>
  readonly capability: ModelCapability
}

/** The advice of the upstream that this clip does not follow. Nothing is ever refused for it. */
export function giveHints(asked: Asked, profile: Pick<Profile, 'advice'>): readonly Advice[] {
  return profile.advice.filter(
    ({ code, models }) =>
      (models === undefined || models.includes(asked.capability.model)) && when[code](asked),
  )
}

/** The vendor's own example, with subject, action and style, has eight. */
const wordsMin = 8

const when: { readonly [Code in AdviceCode]: (asked: Asked) => boolean } = {
  prompt_thin: ({ prompt }) => countWords(prompt) < wordsMin,
  prompt_long: ({ prompt, capability: { promptMaxChars } }) =>
    promptMaxChars !== null && [...prompt].length > promptMaxChars,
  image_quality: ({ params }) => params.imageUrls.length > 0,
  image_data_links: ({ params }) => params.imageUrls.some((link) => link.startsWith('data:')),
  images_slow: ({ params }) => params.imageUrls.length > 1,
}

/** Runs of letters; where a script writes no spaces, two signs count as a word. */
function countWords(text: string): number {
  const words = text.match(
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{1,2}|[\p{L}\p{N}\p{M}'’-]+/gu,
  )
  return words?.length ?? 0
}
