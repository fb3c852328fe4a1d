import { Argument, type Command } from 'commander'
import { batchNames, completionScript, completionShells } from '../commands/completion.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'
import type { Act } from './act.ts'

export function addShellCommands(program: Command, act: Act, terminal: Terminal): void {
  program.commandsGroup('This shell:').helpCommand('help [command]', 'what a command does')
  const completion = program
    .command('completion')
    .summary('a script that completes commands, options and batches')
    .description('Prints a script that completes commands, options and names of batches in your shell.')
    .addArgument(new Argument('<shell>').choices([...completionShells]))
    .addHelpText(
      'after',
      `
Examples:
  source <(./reelkeep completion bash)      # in ~/.bashrc
  source <(./reelkeep completion zsh)       # in ~/.zshrc, after compinit
  ./reelkeep completion fish | source       # in ~/.config/fish/config.fish`,
    )
    .action(async (shell: (typeof completionShells)[number]) => {
      // Needs no server, so it is not given a context.
      terminal.print(completionScript(program, shell))
    })
  completion.command('batches', { hidden: true }).action(
    act(async (context) => {
      context.terminal.print(await batchNames(context))
      return exitCodes.done
    }),
  )
}
