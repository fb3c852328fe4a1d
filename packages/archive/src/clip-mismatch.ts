import type { Mismatch, RenderParams } from '@reelkeep/core'
import type { Movie } from './mp4/read-movie.ts'

const durationToleranceMs = 1000
const ratioTolerance = 0.02
/** Encoders round to multiples of 8, 16 or 64; the next size up is half as large again. */
const resolutionTolerance = 0.05

/** Where the clip differs from what was asked. Worth recording, no reason to throw a paid clip away. */
export function clipMismatch(asked: RenderParams, movie: Movie): readonly Mismatch[] {
  return [
    durationMismatch(asked, movie),
    ratioMismatch(asked, movie),
    resolutionMismatch(asked, movie),
  ].filter((found) => found !== null)
}

function durationMismatch({ durationS }: RenderParams, movie: Movie): Mismatch | null {
  if (durationS === null || Math.abs(movie.durationMs - durationS * 1000) <= durationToleranceMs) return null
  return { field: 'duration', asked: String(durationS), got: String(movie.durationMs / 1000) }
}

function ratioMismatch({ aspectRatio }: RenderParams, { width, height }: Movie): Mismatch | null {
  const [across = 0, down = 0] = (aspectRatio ?? '').split(':').map(Number)
  if (!(across > 0 && down > 0)) return null
  const wanted = across / down
  if (Math.abs(width / height - wanted) / wanted <= ratioTolerance) return null
  return { field: 'aspect_ratio', asked: `${across}:${down}`, got: `${width}:${height}` }
}

/** `720p` is the shorter side. */
function resolutionMismatch({ resolution }: RenderParams, { width, height }: Movie): Mismatch | null {
  const wanted = Number(/^(\d+)p$/.exec(resolution ?? '')?.[1] ?? 0)
  const shorter = Math.min(width, height)
  if (wanted === 0 || Math.abs(shorter - wanted) / wanted <= resolutionTolerance) return null
  return { field: 'resolution', asked: `${wanted}p`, got: `${width}x${height}` }
}
