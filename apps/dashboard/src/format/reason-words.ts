/** `upstream_failed` as people read it. */
export function reasonWords(reason: string): string {
  return reason.replaceAll('_', ' ')
}
