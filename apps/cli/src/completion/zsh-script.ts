import type { CommandNode } from './program-tree.ts'
import { quoted, valueOptions } from './words-of.ts'

/** For `source <(reelkeep completion zsh)`, or as a file `_reelkeep` in the fpath. */
export function zshScript(nodes: readonly CommandNode[]): string {
  return `#compdef reelkeep
# Completion of reelkeep for zsh. Load it with: source <(./reelkeep completion zsh)
_reelkeep() {
  local at='' word takes='' i arguments=0
  local -a subcommands options names
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
    case $word in
      ${valueOptions(nodes).join('|')}) ((i++)); continue ;;
      -*) continue ;;
    esac
    case "$at/$word" in
${known(nodes)}
      *) ((arguments++)) ;;
    esac
  done
  case $at in
${nodes.map(branch).join('\n')}
  esac
  case "$at \${words[CURRENT - 1]}" in
${choiceBranches(nodes)}
  esac
  if [[ ' ${valueOptions(nodes).join(' ')} ' == *" \${words[CURRENT - 1]} "* ]]; then
    _files
  elif [[ \${words[CURRENT]} == -* ]]; then
    _describe -o option options
  elif (( \${#subcommands} && arguments == 0 )); then
    _describe command subcommands
  elif [[ $takes == batch && $arguments == 0 ]]; then
    names=("\${(@f)$(\${words[1]} completion batches 2>/dev/null)}")
    compadd -a names
  else
    _files
  fi
}
compdef _reelkeep reelkeep`
}

/** Values of an option that are fixed. */
function choiceBranches(nodes: readonly CommandNode[]): string {
  const branches = nodes.flatMap((node) =>
    node.options
      .filter(({ choices }) => choices.length > 0)
      .map(({ long, choices }) => `    '${node.path} ${long}') compadd ${choices.join(' ')}; return ;;`),
  )
  return [...branches, '    *) ;;'].join('\n')
}

function known(nodes: readonly CommandNode[]): string {
  return nodes
    .filter(({ path }) => path !== '')
    .map(({ path }) => {
      const words = path.split(' ')
      return `      '${words.slice(0, -1).join(' ')}/${words.at(-1)}') at='${path}' ;;`
    })
    .join('\n')
}

function branch(node: CommandNode): string {
  const subcommands = [
    ...node.children.map(({ name, about }) => described(name, about)),
    ...node.choices.map(quoted),
  ]
  const options = node.options.map(({ long, about }) => described(long, about))
  return `    '${node.path}') takes='${node.takes}' subcommands=(${subcommands.join(' ')}) options=(${options.join(' ')}) ;;`
}

/** A colon divides the word from what is said about it. */
function described(word: string, about: string): string {
  return quoted(`${word}:${about.replaceAll(':', '\\:')}`)
}
