import type { Command } from 'commander'
import type { BatchList } from '../client/shapes.ts'
import { bashScript } from '../completion/bash-script.ts'
import { fishScript } from '../completion/fish-script.ts'
import { programTree } from '../completion/program-tree.ts'
import { zshScript } from '../completion/zsh-script.ts'
import type { CommandContext } from '../context.ts'

export const completionShells = ['bash', 'zsh', 'fish'] as const

/** The script that a shell loads. */
export function completionScript(program: Command, shell: (typeof completionShells)[number]): string {
  const nodes = programTree(program)
  switch (shell) {
    case 'bash':
      return bashScript(nodes)
    case 'zsh':
      return zshScript(nodes)
    case 'fish':
      return fishScript(nodes)
  }
}

/** Names of the newest batches, a line each: what the scripts ask for while a person types. */
export async function batchNames({ client }: Pick<CommandContext, 'client'>): Promise<string> {
  const page = await client.get<BatchList>('/v1/batches', { limit: 50 })
  const names = page.data.map(({ name }) => name).filter((name) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name))
  return [...new Set(names)].join('\n')
}
