import type { RequestFigures } from './measure-requests.ts'

const aimMs = 300

export function printRequests(figures: readonly RequestFigures[]): void {
  console.log('| page | request | found | p50 ms | p95 ms | max ms | kB | |')
  console.log('|---|---|---|---|---|---|---|---|')
  for (const { page, name, status, found, p50Ms, p95Ms, maxMs, bytes } of figures) {
    const remark = status !== 200 ? `status ${status}` : p95Ms > aimMs ? 'over' : ''
    const ms = [p50Ms, p95Ms, maxMs].map((value) => value.toFixed(0))
    console.log(`| ${[page, name, found ?? '', ...ms, (bytes / 1000).toFixed(0), remark].join(' | ')} |`)
  }
  const within = figures.filter(({ status, p95Ms }) => status === 200 && p95Ms <= aimMs).length
  console.log(`\n${within} of ${figures.length} within ${aimMs} ms at p95`)
}
