/** Lines under the help of a command: how it is really called. For `addHelpText('after', …)`. */
export function examples(...lines: readonly string[]): string {
  return ['', 'Examples:', ...lines.map((line) => `  reelkeep ${line}`)].join('\n')
}
