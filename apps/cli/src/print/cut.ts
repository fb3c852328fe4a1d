import stringWidth from 'string-width'

/** The text in so many columns of a terminal, where a wide character fills two; what was cut ends in an ellipsis. */
export function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text
  let kept = ''
  let used = 0
  for (const { segment } of graphemes.segment(text)) {
    used += stringWidth(segment)
    if (used > width - 1) break
    kept += segment
  }
  return `${kept}…`
}

/** What a reader takes for one character, such as a flag or a letter with its marks, is not torn apart. */
const graphemes = new Intl.Segmenter()
