import type { BatchFields } from '../batches/batch-fields.ts'
import { expandRow, jobsOfRow } from '../batches/expand-row.ts'
import { jobsMax, tooManyJobs } from '../batches/job-limit.ts'
import type { SourceRow } from '../batches/source-row.ts'
import type { ImageDesk } from './open-image-desk.ts'

const rowsMax = 64
/** Images inside rows are long, and a group is held at once. */
const linkCharsMax = 4 * 1024 * 1024

/** The rows in order, in groups whose images are all known by the time they come; paths are references by then. */
export async function* rowGroups(
  rows: AsyncIterable<SourceRow> | Iterable<SourceRow>,
  fields: BatchFields,
  desk: ImageDesk,
): AsyncGenerator<readonly SourceRow[]> {
  let group: SourceRow[] = []
  let linkChars = 0
  let jobs = 0
  const wishesOf = (source: SourceRow) => {
    const hasImages = source.reading.wish.imageUrls.length > 0
    return hasImages ? [...expandRow(source, fields)].map(({ wish }) => wish) : []
  }
  for await (const row of rows) {
    const source = translated(row, fields, desk)
    const ofRow = jobsOfRow(source, fields)
    // Before they are made: some lists of variables make more of one row than there is memory.
    if (ofRow > jobsMax) throw tooManyJobs()
    jobs += ofRow
    group.push(source)
    linkChars += source.reading.wish.imageUrls.reduce((sum, link) => sum + link.length, 0)
    if (group.length < rowsMax && linkChars < linkCharsMax && jobs < jobsMax) continue
    await desk.lookUp(group.flatMap(wishesOf))
    yield group
    group = []
    linkChars = 0
    jobs = 0
  }
  if (group.length === 0) return
  await desk.lookUp(group.flatMap(wishesOf))
  yield group
}

/** Defaults are filled in here already, where they hold images: they may be paths as well. */
function translated(source: SourceRow, { defaults }: BatchFields, desk: ImageDesk): SourceRow {
  const { wish } = source.reading
  const imageUrls = wish.imageUrls.length > 0 ? wish.imageUrls : defaults.imageUrls
  if (imageUrls.length === 0) return source
  return { ...source, reading: { ...source.reading, wish: desk.translate({ ...wish, imageUrls }) } }
}
