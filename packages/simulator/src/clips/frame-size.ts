/** Pixels by resolution and ratio; the shorter side is the resolution's number, as for ordinary video sizes. */
export const frameSizes: { readonly [resolution: string]: { readonly [aspectRatio: string]: string } } = {
  '480p': {
    '16:9': '854x480',
    '9:16': '480x854',
    '1:1': '480x480',
    '3:2': '720x480',
    '2:3': '480x720',
    '4:3': '640x480',
    '3:4': '480x640',
    '21:9': '1120x480',
    '5:2': '1200x480',
  },
  '720p': {
    '16:9': '1280x720',
    '9:16': '720x1280',
    '1:1': '720x720',
    '3:2': '1080x720',
    '2:3': '720x1080',
    '4:3': '960x720',
    '3:4': '720x960',
    '21:9': '1680x720',
    '5:2': '1800x720',
  },
  '1080p': {
    '16:9': '1920x1080',
    '9:16': '1080x1920',
    '1:1': '1080x1080',
    '3:2': '1620x1080',
    '2:3': '1080x1620',
    '4:3': '1440x1080',
    '3:4': '1080x1440',
    '21:9': '2520x1080',
    '5:2': '2700x1080',
  },
}

export function frameSize(resolution: string, aspectRatio: string): string {
  const size = frameSizes[resolution]?.[aspectRatio]
  if (size === undefined) throw new Error(`no frame size for ${resolution} at ${aspectRatio}`)
  return size
}
