const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB']

/** "1.4 GiB". */
export function byteWords(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** power
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`
}
