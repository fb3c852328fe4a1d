import type { CommandNode } from './program-tree.ts'

export function optionNames(node: CommandNode): string[] {
  return node.options.map(({ long }) => long)
}

/** Every option of any command that is followed by a value, so that the value is not taken for a command. */
export function valueOptions(nodes: readonly CommandNode[]): string[] {
  const names = nodes.flatMap(({ options }) =>
    options.filter(({ takesValue }) => takesValue).map(({ long }) => long),
  )
  return [...new Set(names)].sort()
}

/** Text in single quotes of a shell, in one line. */
export function quoted(text: string): string {
  return `'${text.replace(/\s+/g, ' ').replaceAll("'", "'\\''")}'`
}
