const unitsS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const

/** Seconds of a text such as `30m`; null: it is none. */
export function secondsOf(text: string): number | null {
  const [, count = '', unit = ''] = /^(\d{1,7})([smhd])$/.exec(text) ?? []
  const unitS = Object.entries(unitsS).find(([name]) => name === unit)?.[1]
  return unitS === undefined ? null : Number(count) * unitS
}
