const units = ['KiB', 'MiB', 'GiB', 'TiB'] as const

/** Bytes with a unit a person reads. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  let value = bytes / 1024
  let place = 0
  while (value >= 1024 && place < units.length - 1) {
    value /= 1024
    place += 1
  }
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ${units[place]}`
}
