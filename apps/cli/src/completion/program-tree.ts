import type { Command, Option } from 'commander'

/** What a shell needs to know of one command: what may stand behind it. */
export type CommandNode = {
  /** The words that lead here: `upstream pause`; empty for the program itself. */
  readonly path: string
  readonly about: string
  readonly children: readonly { readonly name: string; readonly about: string }[]
  readonly options: readonly OptionWord[]
  /** What its first argument is. */
  readonly takes: 'batch' | 'file' | 'nothing known'
  /** The words that its first argument may be, where they are fixed. */
  readonly choices: readonly string[]
}

export type OptionWord = {
  readonly long: string
  readonly about: string
  /** It is followed by a value. */
  readonly takesValue: boolean
  readonly choices: readonly string[]
}

/** Every command of the program, the program first, as it was defined: nothing is listed twice by hand. */
export function programTree(program: Command): CommandNode[] {
  const shared = program.options.map(optionWord)
  return nodesOf(program, [], shared)
}

function nodesOf(command: Command, path: readonly string[], shared: readonly OptionWord[]): CommandNode[] {
  const [argument] = command.registeredArguments
  const own = path.length === 0 ? [] : command.options.map(optionWord)
  const children = command
    .createHelp()
    .visibleCommands(command)
    .filter((child) => child.name() !== 'help')
  const node: CommandNode = {
    path: path.join(' '),
    about: aboutOf(command),
    children: children.map((child) => ({ name: child.name(), about: aboutOf(child) })),
    options: [...own, ...shared, { long: '--help', about: 'what it does', takesValue: false, choices: [] }],
    takes: takesOf(argument?.name()),
    choices: argument?.argChoices ?? [],
  }
  return [node, ...children.flatMap((child) => nodesOf(child, [...path, child.name()], shared))]
}

function aboutOf(command: Command): string {
  return command.summary() || command.description()
}

function optionWord(option: Option): OptionWord {
  return {
    long: option.long ?? option.flags,
    about: option.description,
    takesValue: option.required || option.optional,
    choices: option.argChoices ?? [],
  }
}

function takesOf(argument: string | undefined): CommandNode['takes'] {
  if (argument === 'batch' || argument === 'job-or-batch') return 'batch'
  return argument === 'file' ? 'file' : 'nothing known'
}
