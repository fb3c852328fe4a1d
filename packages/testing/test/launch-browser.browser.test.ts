import { expect, test } from 'vitest'
import { launchBrowser } from '../src/index.ts'

test('a browser opens a page, runs it, and plays H.264', async () => {
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage()
    await page.setContent('<h1>kept</h1>')
    expect(await page.textContent('h1')).toBe('kept')
    const answer = await page.evaluate(
      "document.createElement('video').canPlayType('video/mp4; codecs=\"avc1.42E01E\"')",
    )
    expect(answer).toBe('probably')
  } finally {
    await browser.close()
  }
})
