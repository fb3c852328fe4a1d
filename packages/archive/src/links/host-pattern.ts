/** Lower case, no brackets, no trailing dot: one spelling for one host. */
export function foldHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.+$/, '')
}

/** `cdn.example.com` is itself, `*.example.com` is every host below it. */
export function matchesHost(pattern: string, host: string): boolean {
  const wanted = foldHost(pattern)
  const folded = foldHost(host)
  return wanted.startsWith('*.') ? folded.endsWith(wanted.slice(1)) : folded === wanted
}
