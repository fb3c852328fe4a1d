import type { Terminal } from '../terminal.ts'
import { untied } from './as-typed.ts'

export type Called = {
  /** What a person types to call the shell: `./reelkeep`, as the script in front of it says. */
  readonly words: string
  /** Options that say which server and whose things are meant: without them the next command would ask another. */
  readonly options: { readonly url?: string; readonly dataDir?: string; readonly asOwner?: string }
}

/**
 * A terminal on which sentences name commands as this one was called, ready to be copied: ours and the api's say
 * `reelkeep show …`, which is no command in a checkout. Answers in JSON stay as they are, and so do words of others.
 */
export function asCalled(
  terminal: Terminal,
  wish: { readonly commands: () => readonly string[]; readonly called: () => Called; readonly json: boolean },
): Terminal {
  const said = (text: string) => {
    const call = callOf(wish.called())
    if (call === 'reelkeep') return untied(text)
    const named = new RegExp(
      `(?<![\\w./-])reelkeep(?=\\s+(?:--as-owner \\S+ )?(?:${wish.commands().join('|')})\\b)`,
      'g',
    )
    return untied(text.replaceAll(named, () => call))
  }
  return {
    ...terminal,
    print: (text) => terminal.print(wish.json ? text : said(text)),
    note: (text) => terminal.note(said(text)),
    confirm: (question) => terminal.confirm(said(question)),
  }
}

function callOf({ words, options: { url, dataDir, asOwner } }: Called): string {
  return [
    words,
    ...(url === undefined ? [] : ['--url', quoted(url)]),
    ...(dataDir === undefined ? [] : ['--data-dir', quoted(dataDir)]),
    ...(asOwner === undefined ? [] : ['--as-owner', quoted(asOwner)]),
  ].join(' ')
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
