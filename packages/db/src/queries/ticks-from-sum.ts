/** Sums of bigint are numeric, which the driver gives as text. Null: nothing was known, which is not zero. */
export function ticksFromSum(text: string | null): bigint | null {
  return text === null ? null : BigInt(text)
}
