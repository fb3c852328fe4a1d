import type { CommandNode } from './program-tree.ts'
import { optionNames, valueOptions } from './words-of.ts'

/** For `source <(reelkeep completion bash)`. */
export function bashScript(nodes: readonly CommandNode[]): string {
  return `# Completion of reelkeep for bash. Load it with: source <(./reelkeep completion bash)
_reelkeep() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} path='' word i arguments=0
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case $word in
      ${valueOptions(nodes).join('|')}) ((i++)); continue ;;
      -*) continue ;;
    esac
    case "$path/$word" in
${known(nodes)}
      *) ((arguments++)) ;;
    esac
  done
  local words='' takes=''
  case $path in
${nodes.map(branch).join('\n')}
  esac
  case "$path $before" in
${choiceBranches(nodes)}
  esac
  COMPREPLY=()
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  elif [[ ' ${valueOptions(nodes).join(' ')} ' == *" $before "* ]]; then
    compopt -o default 2>/dev/null
  elif [[ -n $words && $arguments == 0 ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  elif [[ $takes == batch && $arguments == 0 ]]; then
    local name
    while IFS= read -r name; do
      [[ $name == "$current"* || $(printf %q "$name") == "$current"* ]] && COMPREPLY+=("$(printf %q "$name")")
    done < <("\${COMP_WORDS[0]}" completion batches 2>/dev/null)
  elif [[ $takes == file ]]; then
    compopt -o default 2>/dev/null
  fi
}
complete -F _reelkeep reelkeep`
}

function known(nodes: readonly CommandNode[]): string {
  return nodes
    .filter(({ path }) => path !== '')
    .map(({ path }) => {
      const words = path.split(' ')
      const parent = words.slice(0, -1).join(' ')
      return `      '${parent}/${words.at(-1)}') path='${path}' ;;`
    })
    .join('\n')
}

function branch(node: CommandNode): string {
  const words = [...node.children.map(({ name }) => name), ...node.choices].join(' ')
  return `    '${node.path}') words='${words}' takes='${node.takes}'; local options='${optionNames(node).join(' ')}' ;;`
}

/** Values of an option that are fixed. */
function choiceBranches(nodes: readonly CommandNode[]): string {
  const branches = nodes.flatMap((node) =>
    node.options
      .filter(({ choices }) => choices.length > 0)
      .map(
        ({ long, choices }) =>
          `    '${node.path} ${long}') COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$current")); return ;;`,
      ),
  )
  return [...branches, '    *) ;;'].join('\n')
}
