/**
 * Sentences of ours with their commands as they are called in a checkout, ready to be copied: the api says
 * `reelkeep show …`, which is on nobody's path.
 */
export function asCalled(text: string): string {
  return text.replace(/(?<![\w./-])reelkeep(?= [a-z])/g, './reelkeep')
}
