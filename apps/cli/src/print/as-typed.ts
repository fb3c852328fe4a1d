import { plainText } from './plain-text.ts'

/** A combining grapheme joiner: nobody sees it, whoever measures a text gives it no width, and nobody types one here. */
const joiner = '\u034f'

/** Words that are not ours (prompts, names, what an upstream said): a command that they name is none to be written anew. */
export function asTyped(text: string): string {
  return plainText(text).replaceAll(/reelkeep(?=\s)/g, `reelkeep${joiner}`)
}

/** As it goes out, when every command of ours has been written as it is called. */
export function untied(text: string): string {
  return text.replaceAll(`reelkeep${joiner}`, 'reelkeep')
}
