import stringWidth from 'string-width'

const usualWidth = 80

/**
 * Text after a name, in lines of at most 80 columns or the terminal's if it is narrower, each but the first indented as
 * far as the name goes. A word that is longer than a line, such as an id, stays whole, so that it can be copied.
 */
export function wrapped(name: string, text: string, width: number, indent = 10): string {
  const room = Math.max(20, Math.min(width, usualWidth) - indent)
  const lines: string[] = []
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const last = lines.at(-1)
    if (last !== undefined && stringWidth(last) + 1 + stringWidth(word) <= room)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.map((line, index) => `${(index === 0 ? name : '').padEnd(indent)}${line}`).join('\n')
}
