import type { CommandNode } from './program-tree.ts'
import { quoted, valueOptions } from './words-of.ts'

/** For `reelkeep completion fish | source`. */
export function fishScript(nodes: readonly CommandNode[]): string {
  return [
    '# Completion of reelkeep for fish. Load it with: ./reelkeep completion fish | source',
    pathFunction(nodes),
    batchesFunction,
    'complete -c reelkeep -f',
    ...nodes.flatMap(linesOf),
  ].join('\n')
}

/** Says which command the line is about: the words before the cursor that are no options and no values of them. */
function pathFunction(nodes: readonly CommandNode[]): string {
  return `function __reelkeep_at
  set -l path ''
  set -l skips 0
  for word in (commandline -opc)[2..-1]
    if test $skips = 1
      set skips 0
    else if contains -- $word ${valueOptions(nodes).join(' ')}
      set skips 1
    else if not string match -q -- '-*' $word
      switch "$path/$word"
${known(nodes)}
      end
    end
  end
  test "$path" = "$argv[1]"
end`
}

/** Asks the very program that the line begins with. fish runs no command that a substitution names, but a variable's. */
const batchesFunction = `function __reelkeep_batches
  set -l words (commandline -opc)
  $words[1] completion batches 2>/dev/null
end`

function known(nodes: readonly CommandNode[]): string {
  return nodes
    .filter(({ path }) => path !== '')
    .map(({ path }) => {
      const words = path.split(' ')
      return `        case '${words.slice(0, -1).join(' ')}/${words.at(-1)}'\n          set path '${path}'`
    })
    .join('\n')
}

function linesOf(node: CommandNode): string[] {
  const where = `complete -c reelkeep -n ${quoted(`__reelkeep_at '${node.path}'`)}`
  const words = node.children.map(({ name, about }) => `${where} -a ${name} -d ${quoted(about)}`)
  const choices = node.choices.length === 0 ? [] : [`${where} -a ${quoted(node.choices.join(' '))}`]
  const options = node.options.map(({ long, about, takesValue, choices: values }) => {
    const value = values.length > 0 ? ` -x -a ${quoted(values.join(' '))}` : takesValue ? ' -r' : ''
    return `${where} -l ${long.replace(/^--/, '')}${value} -d ${quoted(about)}`
  })
  const argument =
    node.takes === 'batch'
      ? [`${where} -a '(__reelkeep_batches)'`]
      : node.takes === 'file'
        ? [`${where} -F`]
        : []
  return [...words, ...choices, ...options, ...argument]
}
