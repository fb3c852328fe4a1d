import { roll } from '../roll.ts'

/** The longest source that an edit uses; the rest is cut off. */
const editedMaxS = 8.7

/**
 * How long the clip behind a source link is. Nothing is fetched: the length is made up from the address, in quarters of
 * a second, so that the same address is always equally long.
 */
export function sourceLength(url: string, use: 'edit' | 'extend'): number {
  const [min, max] = use === 'edit' ? [1, editedMaxS] : [2, 15]
  return min + Math.floor(roll('source length', url) * (max - min) * 4) / 4
}
