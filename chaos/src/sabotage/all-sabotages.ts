import { doubtCalledRefusal, unknownSentAgain } from './answers.ts'
import { bytesTrusted, linksInMessages } from './archivers.ts'
import type { Sabotage } from './sabotage.ts'
import { doubtCostsNothing, sendingNotRecorded } from './saves.ts'
import { sweepOff } from './settings.ts'

export const allSabotages: readonly Sabotage[] = [
  unknownSentAgain,
  sendingNotRecorded,
  doubtCalledRefusal,
  bytesTrusted,
  sweepOff,
  doubtCostsNothing,
  linksInMessages,
]

export function sabotageNamed(name: string): Sabotage {
  const sabotage = allSabotages.find((each) => each.name === name)
  if (sabotage === undefined) throw new Error(`there is no sabotage called ${name}`)
  return sabotage
}
