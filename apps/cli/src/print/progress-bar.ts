const barWidth = 24

/** "[######------------------] 25 %"; nothing of nothing is not done yet. */
export function progressBar(done: number, total: number): string {
  const share = total === 0 ? 0 : Math.min(1, done / total)
  const filled = Math.round(share * barWidth)
  return `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}] ${Math.floor(share * 100)} %`
}
