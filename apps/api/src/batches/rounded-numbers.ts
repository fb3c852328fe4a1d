type Reviver = (key: string, value: unknown, context?: { readonly source?: string }) => unknown

/**
 * Names of the whole numbers in a JSON text that no longer are what was written once they are read: they have more digits
 * than a number keeps, as ids and seeds of 64 bits do.
 */
export function roundedNumbers(text: string): string[] {
  // A first look that costs next to nothing, since hardly any line has such a number.
  if (!/\d{16}/.test(text)) return []
  const names: string[] = []
  const look: Reviver = (name, value, context) => {
    const source = context?.source
    if (typeof value === 'number' && source !== undefined && /^-?\d+$/.test(source)) {
      if (!Number.isFinite(value) || BigInt(source) !== BigInt(value)) names.push(name)
    }
    return value
  }
  JSON.parse(text, look as (key: string, value: unknown) => unknown)
  return names
}
