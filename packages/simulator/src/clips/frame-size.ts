/** Pixels by resolution and ratio; the shorter side is the resolution's number, as for ordinary video sizes. */
export const frameSizes: { readonly [resolution: string]: { readonly [aspectRatio: string]: string } } = {
  '480p': { '16:9': '854x480', '9:16': '480x854', '1:1': '480x480', '3:2': '720x480', '2:3': '480x720' },
  '720p': { '16:9': '1280x720', '9:16': '720x1280', '1:1': '720x720', '3:2': '1080x720', '2:3': '720x1080' },
}

export function frameSize(resolution: string, aspectRatio: string): string {
  const size = frameSizes[resolution]?.[aspectRatio]
  if (size === undefined) throw new Error(`no frame size for ${resolution} at ${aspectRatio}`)
  return size
}
