import type { ModelCapability, ModeRules } from '../models/capability.ts'

/** The three generations of a model that takes the same values whatever it starts from. */
export function generateModes(
  rules: Pick<ModeRules, 'duration' | 'aspectRatios' | 'resolutions'>,
  images: { readonly max: number; readonly base64: boolean },
): ModelCapability['modes'] {
  const { max, base64 } = images
  return {
    text: { ...rules, images: { min: 0, max: 0, base64 }, video: null },
    image: { ...rules, images: { min: 1, max: 1, base64 }, video: null },
    references: { ...rules, images: { min: 2, max, base64 }, video: null },
  }
}
