import { writeXlsx } from 'hucre'
import { describe, expect, test } from 'vitest'
import { openWorkbookReader } from '../src/batches/read-workbook.ts'
import { startTestApi } from './start-test-api.ts'

const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Ten columns; the texts of a row are its own, as in a sheet that people wrote. */
function largeWorkbook(rows: number): Promise<Uint8Array> {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  const row = (number: number) => [
    `Shot ${number}: a fox crosses the snow`,
    'grok_video3',
    ...names.map((name) => `${name}${number}`),
  ]
  return writeXlsx({
    sheets: [
      { name: 'S', rows: [['prompt', 'model', ...names], ...Array.from({ length: rows }, (_, n) => row(n))] },
    ],
  })
}

describe('a large workbook', () => {
  test('keeps nobody else waiting while it is read', async () => {
    await using api = await startTestApi()
    const body = Buffer.from(await largeWorkbook(12_000))
    const began = performance.now()
    let isRead = false
    const posting = fetch(`${api.url}/v1/batches?dry_run=true&name=large&on_invalid=skip`, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${api.config.adminKey}`, 'content-type': workbook },
    }).finally(() => {
      isRead = true
    })
    let slowestMs = 0
    while (!isRead) {
      const askedAt = performance.now()
      expect((await fetch(`${api.url}/healthz`)).status).toBe(200)
      slowestMs = Math.max(slowestMs, performance.now() - askedAt)
    }
    expect(await (await posting).json()).toMatchObject({ rows: 12_000, total: 0 })
    expect(slowestMs).toBeLessThan((performance.now() - began) / 3)
  })

  test('is refused when it takes more time or memory than it may, and the next one is read', async () => {
    const bytes = await largeWorkbook(4_000)
    const order = { bytes, sheet: null }
    const refusal = { type: 'too_large', code: 'workbook_too_large' }
    await expect(openWorkbookReader({ timeoutMs: 1, heapMiB: 512 }).read(order)).rejects.toMatchObject(
      refusal,
    )
    await expect(openWorkbookReader({ timeoutMs: 60_000, heapMiB: 24 }).read(order)).rejects.toMatchObject(
      refusal,
    )
    const reader = openWorkbookReader()
    const broken = reader.read({ bytes: Buffer.from('PK\u0003\u0004'), sheet: null })
    const whole = reader.read(order)
    await expect(broken).rejects.toMatchObject({ code: 'workbook_unreadable' })
    expect((await whole).records.flat()).toHaveLength(4_001)
  })
})
