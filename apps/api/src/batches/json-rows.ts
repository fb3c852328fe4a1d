import { combinationCount, combinations, emptyWish, readItem, wishVariables } from '@reelkeep/core'
import { invalidValue } from '../errors.ts'
import type { BatchFields } from './batch-fields.ts'
import { jobsMax, tooManyJobs } from './job-limit.ts'
import type { SourceRow } from './source-row.ts'

/** The rows of a JSON body: its items or, without items, one for each combination of the variables' values. */
export function* jsonRows(fields: BatchFields): Generator<SourceRow> {
  if (fields.items !== null) {
    for (const [index, item] of fields.items.entries()) {
      const reading = readItem(item)
      yield {
        row: index + 1,
        line: null,
        pathPrefix: `items[${index}].`,
        reading,
        variables: wishVariables(reading.wish),
        data: null,
        columnOf: () => null,
      }
    }
    return
  }
  if (fields.template === null) {
    throw invalidValue('items', 'required', 'Send items, a template with variables, or a file.')
  }
  // Counted before anything is expanded: a few long lists make more rows than there is memory.
  if (combinationCount(fields.variables) > jobsMax) throw tooManyJobs()
  let row = 0
  for (const values of combinations(fields.variables)) {
    row += 1
    yield {
      row,
      line: null,
      pathPrefix: '',
      reading: { wish: { ...emptyWish, metadata: Object.fromEntries(values) }, problems: [], warnings: [] },
      variables: values,
      data: null,
      columnOf: () => null,
    }
  }
}
