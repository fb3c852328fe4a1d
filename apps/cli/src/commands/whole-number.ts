import { CommandError, exitCodes } from '../exit-codes.ts'

/** A number that a person typed; throws with what would be right. */
export function wholeNumber(
  option: string,
  text: string,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw new CommandError(
    `${option} takes a whole number from ${min} to ${max} (found "${text}").`,
    exitCodes.usage,
  )
}
