import type { ExportLine } from '../client/read-export.ts'
import { markedName, safeName, twinKey } from './safe-name.ts'

/** A clip to fetch, and the name it gets. */
export type WantedClip = {
  readonly jobId: string
  readonly file: string
  readonly bytes: number
  readonly sha256: string
}

export type PullPlan = {
  readonly clips: readonly WantedClip[]
  /** Rows without a clip, by their state. */
  readonly without: ReadonlyMap<string, number>
}

/** Names that are ours in the folder. */
const ownNames = ['manifest.csv']

/**
 * Which clips there are and how each is called, in the order of the file. A name that two share goes to the older job,
 * so that a batch may grow without renaming what was pulled before.
 */
export function planPull(lines: readonly ExportLine[]): PullPlan {
  const without = new Map<string, number>()
  for (const { clip, state } of lines) {
    if (clip === null) without.set(state, (without.get(state) ?? 0) + 1)
  }
  const names = namesOf(lines)
  return {
    without,
    clips: lines.flatMap(({ clip, jobId }) =>
      clip === null
        ? []
        : [
            {
              jobId,
              file: names.get(jobId) ?? safeName(clip.file),
              bytes: clip.bytes,
              sha256: clip.sha256,
            },
          ],
    ),
  }
}

function namesOf(lines: readonly ExportLine[]): Map<string, string> {
  const taken = new Set(ownNames.map(twinKey))
  const names = new Map<string, string>()
  for (const { jobId, clip } of lines.toSorted(byAge)) {
    if (clip === null) continue
    const plain = safeName(clip.file)
    const name = taken.has(twinKey(plain)) ? markedName(plain, jobId.slice(-10)) : plain
    taken.add(twinKey(name))
    names.set(jobId, name)
  }
  return names
}

/** Ids are ordered by time. */
function byAge(left: ExportLine, right: ExportLine): number {
  return left.jobId < right.jobId ? -1 : 1
}
