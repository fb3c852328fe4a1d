// Everything that the bucket knows, put back into the database. Strangers may have written there: a record that cannot be
// believed is a problem with a name, never the end, and what the database has already is left alone.
import { recordKindOf } from '@reelkeep/core'
import { type FoundImage, rollUpBatchDeltas } from '@reelkeep/db'
import { finishRestored } from './finish-restored.ts'
import type { RebuildRun } from './rebuild-run.ts'
import { type BatchHeads, restoreHeads } from './restore-heads.ts'
import { foundImage, restoreImages } from './restore-images.ts'
import { restoreLists } from './restore-lists.ts'
import { restoreSidecars } from './restore-sidecars.ts'

/**
 * Batches come first, as paused; then what is told beside its clip, which is the newest word on a job; then the rows of
 * manifests and the lists of jobs that had not ended. At the end batches that hold nothing doubtful go on.
 */
export async function rebuildBucket(run: RebuildRun): Promise<void> {
  const found = await findRecords(run)
  const heads: BatchHeads = await restoreHeads(run, found.manifests)
  const sidecars = await restoreSidecars(run, heads, found.openJobs)
  await restoreLists(run, heads, sidecars, found)
  if (run.isDryRun) return
  await restoreImages(run, found.images)
  await finishRestored(run, heads)
  await rollUpBatchDeltas(run.db)
}

async function findRecords({ store, signal }: RebuildRun): Promise<{
  readonly manifests: readonly string[]
  readonly openJobs: readonly string[]
  readonly images: readonly FoundImage[]
}> {
  const manifests: string[] = []
  const openJobs: string[] = []
  const images: FoundImage[] = []
  for await (const object of store.list('', signal)) {
    const { key } = object
    const kind = recordKindOf(key)
    if (kind === 'manifest') manifests.push(key)
    if (kind === 'open-jobs') openJobs.push(key)
    const image = foundImage(object)
    if (image !== null) images.push(image)
  }
  return { manifests, openJobs, images }
}
