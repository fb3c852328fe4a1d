/** The columns of a file that mean something to us; every other one is metadata and a variable. */
export const knownColumns = [
  'prompt',
  'model',
  'upstream',
  'operation',
  'duration',
  'aspect_ratio',
  'resolution',
  'image_urls',
  'video_url',
  'custom_id',
  'name',
  'priority',
  'takes',
] as const

export type KnownColumn = (typeof knownColumns)[number]

export function isKnownColumn(name: string): name is KnownColumn {
  return (knownColumns as readonly string[]).includes(name)
}

/** What people write instead, folded to letters and digits. A word that could as well be a variable is not here. */
const lookAlikes: { readonly [folded: string]: KnownColumn } = {
  prompts: 'prompt',
  prompttext: 'prompt',
  textprompt: 'prompt',
  videoprompt: 'prompt',
  models: 'model',
  modelname: 'model',
  modelid: 'model',
  gateway: 'upstream',
  provider: 'upstream',
  vendor: 'upstream',
  durations: 'duration',
  durationsec: 'duration',
  durationsecs: 'duration',
  durationseconds: 'duration',
  durationinseconds: 'duration',
  seconds: 'duration',
  secs: 'duration',
  length: 'duration',
  videolength: 'duration',
  cliplength: 'duration',
  ratio: 'aspect_ratio',
  ratios: 'aspect_ratio',
  aspect: 'aspect_ratio',
  videoratio: 'aspect_ratio',
  res: 'resolution',
  resolutions: 'resolution',
  videoresolution: 'resolution',
  image: 'image_urls',
  images: 'image_urls',
  imageurl: 'image_urls',
  imagelink: 'image_urls',
  imagelinks: 'image_urls',
  imgurl: 'image_urls',
  imgurls: 'image_urls',
  referenceimage: 'image_urls',
  referenceimages: 'image_urls',
  referenceimageurls: 'image_urls',
  video: 'video_url',
  videourls: 'video_url',
  videolink: 'video_url',
  sourcevideo: 'video_url',
  names: 'name',
  clipname: 'name',
  jobname: 'name',
  prio: 'priority',
}

/**
 * The known column that a header probably stands for; null when it resembles none. Ignores what stands in brackets,
 * case, spaces and marks; forgives one slip in a word of six letters and two in a word of nine.
 */
export function resembledColumn(header: string): KnownColumn | null {
  const folded = header
    .toLowerCase()
    .replace(/[([{（].*?[)\]}）]/g, '')
    .replace(/[^\p{L}\p{N}]/gu, '')
  const named = lookAlikes[folded]
  if (named !== undefined && Object.hasOwn(lookAlikes, folded)) return named
  for (const column of knownColumns) {
    const plain = column.replace('_', '')
    const slips = plain.length >= 9 ? 2 : plain.length >= 6 ? 1 : 0
    if (slipsBetween(folded, plain, slips) <= slips) return column
  }
  return null
}

/** Letters to add, drop, replace or swap with their neighbour; stops counting past `limit`. */
function slipsBetween(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1
  let beforeLast: number[] = []
  let last = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= right.length; column += 1) {
      const isSame = left[row - 1] === right[column - 1]
      let least = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
      )
      const isSwap =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      if (isSwap) least = Math.min(least, (beforeLast[column - 2] ?? 0) + 1)
      current.push(least)
    }
    beforeLast = last
    last = current
  }
  return last[right.length] ?? 0
}
