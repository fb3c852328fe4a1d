const grouped = new Intl.NumberFormat('en-US')

/** 12,345 */
export function countText(count: number): string {
  return grouped.format(count)
}

/** "1 job", "2,000 jobs" */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${countText(count)} ${count === 1 ? noun : plural}`
}
