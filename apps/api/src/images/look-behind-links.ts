import type { ImageLinkChecker } from '@reelkeep/archive'
import { type Database, type KeptLinkCheck, keepLinkChecks, readLinkChecks } from '@reelkeep/db'

/** What is known of a link in the end; `unchecked`: there was no time left to look. */
export type LinkVerdict = {
  readonly outcome: KeptLinkCheck['outcome'] | 'unreachable' | 'unchecked'
  /** Null for an image. */
  readonly message: string | null
}

export type LinkLook = {
  /** A verdict for each of the links, every one looked at once at most. */
  look(links: readonly string[]): Promise<ReadonlyMap<string, LinkVerdict>>
}

const linksAtOnce = 16
/** A dry run and the order after it look once between them; whoever mends a link need not wait long. */
const ages = { imageS: 3600, refusalS: 60 }

/** Looks behind links of images for one request, which has `patienceMs` for all of them together. */
export function createLinkLook(
  { db, imageLinks }: { readonly db: Database; readonly imageLinks: ImageLinkChecker },
  patienceMs: number,
): LinkLook {
  const verdicts = new Map<string, LinkVerdict>()
  let leftMs = patienceMs
  const unknownOf = (links: readonly string[]): string[] => [
    ...new Set(links.filter((link) => !verdicts.has(link))),
  ]
  return {
    look: async (links) => {
      const unknown = unknownOf(links)
      if (unknown.length === 0) return verdicts
      for (const [link, check] of await readLinkChecks(db, unknown, ages)) verdicts.set(link, check)
      const beganMs = performance.now()
      const found = await checkAll(unknownOf(unknown), imageLinks, leftMs)
      leftMs = Math.max(0, leftMs - (performance.now() - beganMs))
      for (const [link, verdict] of found) verdicts.set(link, verdict)
      await keepLinkChecks(
        db,
        [...found].flatMap(([link, verdict]) => lasting(link, verdict)),
      )
      return verdicts
    },
  }
}

async function checkAll(
  links: readonly string[],
  imageLinks: ImageLinkChecker,
  patienceMs: number,
): Promise<ReadonlyMap<string, LinkVerdict>> {
  const found = new Map<string, LinkVerdict>()
  if (links.length === 0) return found
  const outOfTime = AbortSignal.timeout(Math.ceil(patienceMs))
  const waiting = links[Symbol.iterator]()
  const lookOn = async (): Promise<void> => {
    for (const link of waiting) {
      const finding = outOfTime.aborted ? null : await imageLinks.check(link, outOfTime)
      const isCutShort = finding === null || (finding.outcome === 'unreachable' && outOfTime.aborted)
      found.set(link, isCutShort ? unchecked : { message: null, ...finding })
    }
  }
  await Promise.all(Array.from({ length: Math.min(linksAtOnce, links.length) }, lookOn))
  return found
}

const unchecked: LinkVerdict = {
  outcome: 'unchecked',
  message: 'there was no time left to look behind the link',
}

/** What may be another thing a moment later is not kept. */
function lasting(link: string, { outcome, message }: LinkVerdict): { link: string; check: KeptLinkCheck }[] {
  if (outcome === 'unreachable' || outcome === 'unchecked') return []
  return [{ link, check: { outcome, message } }]
}
