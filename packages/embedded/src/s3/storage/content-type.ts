// For files that came without a request, such as a clip a person copied into a bucket's folder.

export function guessContentType(key: string): string {
  const dot = key.lastIndexOf('.')
  return typeByExtension.get(key.slice(dot + 1).toLowerCase()) ?? 'binary/octet-stream'
}

const typeByExtension = new Map([
  ['csv', 'text/csv'],
  ['html', 'text/html'],
  ['jpeg', 'image/jpeg'],
  ['jpg', 'image/jpeg'],
  ['json', 'application/json'],
  ['mp4', 'video/mp4'],
  ['png', 'image/png'],
  ['txt', 'text/plain'],
  ['webm', 'video/webm'],
  ['webp', 'image/webp'],
])
