import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { launchBrowser } from '@reelkeep/testing'
import type { Browser, BrowserContextOptions, Page, Response } from 'playwright-core'
import { type DemoProcess, startDemo } from './demo-process.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export type Visit = AsyncDisposable & {
  readonly page: Page
  readonly responses: Response[]
  /** What the browser complained about, but for the 401 that leads to the sign-in form. */
  readonly complaints: string[]
}

export type PageWorld = AsyncDisposable & {
  readonly demo: DemoProcess
  /** Opens an address in a browser of its own, signed out. */
  visit(path?: string, options?: BrowserContextOptions): Promise<Visit>
  /** The same, signed in and with a page of the dashboard in view. */
  visitSignedIn(path?: string, options?: BrowserContextOptions): Promise<Visit>
}

/** The demo and a browser: one for all tests of a file, since a start costs ten seconds. */
export async function startPageWorld(rows: number): Promise<PageWorld> {
  const demo = await startDemo(rows)
  const browser = await launchBrowser()
  const visit = (path = '/', options: BrowserContextOptions = {}) => open(browser, demo.url, path, options)
  return {
    demo,
    visit,
    visitSignedIn: async (path, options) => {
      const visited = await visit(path, options)
      await signIn(visited.page, demo.adminKey)
      await visited.page
        .getByRole('navigation')
        .or(visited.page.getByRole('button', { name: 'Menu' }))
        .waitFor()
      return visited
    },
    [Symbol.asyncDispose]: async () => {
      await browser.close()
      await demo[Symbol.asyncDispose]()
    },
  }
}

async function open(
  browser: Browser,
  origin: string,
  path: string,
  options: BrowserContextOptions,
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    // A colour on its way from one theme to the other has a contrast that nobody chose.
    reducedMotion: 'reduce',
    ...options,
  })
  // Whatever is waited for may be made by a worker first, on a machine that does much else.
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  const complaints: string[] = []
  const responses: Response[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    const isSignInCheck = message.location().url === `${origin}/v1/session` && / 401 /.test(message.text())
    if (message.type() === 'error' && !isSignInCheck) complaints.push(message.text())
  })
  page.on('response', (response) => responses.push(response))
  await page.goto(origin + path)
  return { page, responses, complaints, [Symbol.asyncDispose]: () => context.close() }
}

export async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel('Key', { exact: true }).fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Serious problems that axe finds in what is shown. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found = (await page.evaluate('axe.run()')) as {
    violations: { id: string; impact: string; nodes: { html: string }[] }[]
  }
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

/** Pixels by which the page is wider than its window. */
export async function sidewaysScroll(page: Page): Promise<number> {
  return Number(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'))
}
