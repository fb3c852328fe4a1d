import type { Job } from '../api/types.ts'

/** Where it is made, from what, and with which values; what its mode does not take is left out. */
export function askedWords({ upstream, model, operation, params }: Job): string {
  const { duration, aspect_ratio, resolution } = params
  return [
    upstream,
    model,
    sourceWords(operation, params.image_urls.length),
    duration === null ? null : `${operation === 'extend' ? '+' : ''}${duration} s`,
    aspect_ratio,
    resolution,
  ]
    .filter((part) => part !== null)
    .join(' · ')
}

function sourceWords(operation: string, images: number): string {
  if (operation !== 'generate') return operation
  if (images === 0) return 'from text'
  return images === 1 ? 'from an image' : `from ${images} references`
}

/** What the upstream says it has made; null: it says nothing. */
export function reportedWords({ reported }: Job): string | null {
  const duration = reported.duration_s === null ? null : `${reported.duration_s} s`
  return [reported.model, duration].filter((part) => part !== null).join(' · ') || null
}
