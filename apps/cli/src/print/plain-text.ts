/**
 * Strangers' words (prompts, upstream messages) for a terminal: control characters, which could move the cursor or
 * recolour the screen, and direction marks, which could reorder a line, become visible.
 */
export function plainText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    if (character === '\n' || character === '\t' || character === '\r') return ' '
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
  })
}
