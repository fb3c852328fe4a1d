import { readJobDocument, readRecordedRow } from '@reelkeep/archive'
import { readLines } from './read-lines.ts'
import { type FoundJob, messageOf, type RebuildRun } from './rebuild-run.ts'
import type { BatchHeads } from './restore-heads.ts'

const jobsPerPage = 200
/** Of their lines: a page is one statement. */
const pageLettersMax = 32 * 1024 ** 2

/** Restores the rows of manifests and the lists of open jobs, as far as no record beside a clip knew better. */
export async function restoreLists(
  run: RebuildRun,
  heads: BatchHeads,
  sidecars: ReadonlySet<string>,
  lists: { readonly manifests: readonly string[]; readonly openJobs: readonly string[] },
): Promise<void> {
  for (const key of [...lists.manifests, ...lists.openJobs]) {
    try {
      await restoreList(run, heads, sidecars, key)
    } catch (error) {
      run.signal.throwIfAborted()
      if (!(error instanceof BrokenListError)) throw error
      run.problem(key, `cannot be read to its end: ${error.message}`)
    }
  }
}

/** The list, and not the database, is at fault. */
class BrokenListError extends Error {}

async function restoreList(
  run: RebuildRun,
  heads: BatchHeads,
  sidecars: ReadonlySet<string>,
  key: string,
): Promise<void> {
  let page: FoundJob[] = []
  let letters = 0
  const take = async () => {
    await run.restore(page)
    page = []
    letters = 0
  }
  for await (const { line, number } of numbered(run, key)) {
    const found = readLine(run, { key, line, number }, sidecars)
    if (found === null || sidecars.has(found.document.job.id)) continue
    if (!(await heads.makeRoomFor(found.document))) continue
    page.push(found)
    letters += line.length
    if (page.length === jobsPerPage || letters > pageLettersMax) await take()
  }
  await take()
}

/** Without the first line, which is the batch's or owner's own. */
async function* numbered(
  run: RebuildRun,
  key: string,
): AsyncGenerator<{ readonly line: string; readonly number: number }> {
  const lines = readLines(run, key)
  for (let number = 1; ; number++) {
    const next = await lines.next().catch((error: unknown) => {
      throw new BrokenListError(messageOf(error))
    })
    if (next.done === true) return
    if (number > 1) yield { line: next.value, number }
  }
}

function readLine(
  run: RebuildRun,
  { key, line, number }: { readonly key: string; readonly line: string; readonly number: number },
  sidecars: ReadonlySet<string>,
): FoundJob | null {
  const where = `${key}, line ${number}`
  try {
    const recorded = readRecordedRow(line)
    if (recorded === null) return { key: where, document: readJobDocument(line) }
    if (!sidecars.has(recorded.job_id)) {
      run.problem(where, `${recorded.job_id}: its record ${recorded.sidecar} is missing or broken`)
    }
  } catch (error) {
    run.problem(where, `not a row of a manifest: ${messageOf(error)}`)
  }
  return null
}
