import type { Reported } from '@reelkeep/core'
import type { Layer } from './layer.ts'

/** What the reply says of what was made and when, each from the innermost level that says it. */
export function reportedOf(layers: readonly Layer[]): Reported {
  return {
    model: firstOf(layers, ({ model }) =>
      model ? model.slice(0, 200).replace(/[\p{Cc}\p{Cs}]/gu, '_') : null,
    ),
    durationS: firstOf(layers, ({ video, actualDuration }) => positive(video?.duration ?? actualDuration)),
    createdAt: firstOf(layers, ({ created, submit_time }) => unixTime(created ?? submit_time)),
    startedAt: firstOf(layers, ({ start_time }) => unixTime(start_time)),
    finishedAt: firstOf(layers, ({ finish_time }) => unixTime(finish_time)),
  }
}

/** The upstream's hint, 0 to 100, from a number or a text such as `30%`; never a verdict. */
export function progressOf(layers: readonly Layer[]): number | null {
  return firstOf(layers, ({ progress }) => {
    const text = String(progress ?? '').trim()
    if (!/^\d{1,3}(?:\.\d+)?\s*%?$/.test(text)) return null
    const percent = Math.round(Number.parseFloat(text))
    return percent <= 100 ? percent : null
  })
}

function firstOf<Value>(layers: readonly Layer[], read: (layer: Layer) => Value | null): Value | null {
  for (const layer of layers.toReversed()) {
    const value = read(layer)
    if (value !== null) return value
  }
  return null
}

function positive(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : null
}

/** Unix seconds; 0 means "not yet" (S2 has it on a finished task). A value past the year 5000 can only be milliseconds. */
function unixTime(value: number | null | undefined): Date | null {
  const seconds = positive(value)
  if (seconds === null) return null
  const at = new Date(seconds > 1e11 ? seconds : seconds * 1000)
  return Number.isNaN(at.getTime()) || at.getUTCFullYear() > 9999 ? null : at
}
