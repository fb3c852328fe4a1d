/** Encoders round to multiples of 8, 16 or 32. The next resolution up is half as large again. */
const tolerance = 0.05

const names = ['480p', '720p', '1080p'] as const

/**
 * Whether a frame is what a name such as `720p` stands for; null when the name says nothing about pixels. Vendors
 * either make the shorter side so long (480p at 1:1 is 480×480) or the whole frame as large as at 16:9 (720p at 1:1 is
 * 960×960); both are right, and what lies between them. No frame of one name passes for another at any ratio up to 5:2.
 */
export function resolutionFits(name: string, width: number, height: number): boolean | null {
  const wanted = Number(/^(\d+)p$/.exec(name)?.[1] ?? 0)
  if (wanted === 0) return null
  const shorter = Math.min(width, height)
  const asWide = Math.sqrt((width * height * 9) / 16)
  const low = Math.min(shorter, asWide) * (1 - tolerance)
  const high = Math.max(shorter, asWide) * (1 + tolerance)
  return low <= wanted && wanted <= high
}

/** The name of a frame's resolution; null when it is none of those on price lists. */
export function resolutionOf(width: number, height: number): string | null {
  return names.find((name) => resolutionFits(name, width, height)) ?? null
}
