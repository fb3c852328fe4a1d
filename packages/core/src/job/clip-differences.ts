import { resolutionFits, resolutionOf } from '../models/frame.ts'
import type { Clip } from './clip.ts'
import { type Difference, isOtherDuration } from './difference.ts'
import type { Job } from './job.ts'

/** Encoders round sides to multiples of 8, 16 or 32; the ratios one may ask for lie 7 % and more apart. */
const ratioTolerance = 0.03

/** Where the file differs from what was asked. A value that was not asked for cannot differ. */
export function clipDifferences(job: Job, clip: Clip): readonly Difference[] {
  return [durationOf(job, clip), ratioOf(job, clip), frameOf(job, clip)].filter((found) => found !== null)
}

function durationOf(job: Job, clip: Clip): Difference | null {
  const durationS = clip.durationMs / 1000
  if (!isOtherDuration(job, durationS)) return null
  return {
    field: 'duration',
    asked: String(job.params.durationS),
    got: String(durationS),
    came: { durationS },
  }
}

function ratioOf({ params }: Job, { width, height }: Clip): Difference | null {
  const [across = 0, down = 0] = (params.aspectRatio ?? '').split(':').map(Number)
  if (!(across > 0 && down > 0)) return null
  const wanted = across / down
  if (Math.abs(width / height - wanted) / wanted <= ratioTolerance) return null
  return { field: 'aspect_ratio', asked: `${across}:${down}`, got: ratioName(width, height), came: null }
}

const ratioNames = ['16:9', '9:16', '1:1', '3:2', '2:3', '4:3', '3:4', '21:9', '5:2'] as const

/** As people ask for it, when the frame is one of those; otherwise its sides. */
function ratioName(width: number, height: number): string {
  const found = ratioNames.find((name) => {
    const [across = 0, down = 1] = name.split(':').map(Number)
    return Math.abs(width / height / (across / down) - 1) <= ratioTolerance
  })
  return found ?? `${width}x${height}`
}

function frameOf({ params }: Job, { width, height }: Clip): Difference | null {
  const asked = params.resolution
  if (asked === null || resolutionFits(asked, width, height) !== false) return null
  const resolution = resolutionOf(width, height)
  return {
    field: 'resolution',
    asked,
    got: `${width}x${height}`,
    came: resolution === null ? null : { resolution },
  }
}
