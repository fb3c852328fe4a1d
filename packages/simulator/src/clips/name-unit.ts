import { text, u32 } from './boxes.ts'

/** Long enough for the words and a `video_<uuid>`; a fixed length keeps all clips of a shape equally long. */
const nameBytes = 72

/** The words that a clip carries, in its pictures' stream and in a box of its own. */
export function nameText(taskId: string): Buffer {
  return text(`simulated clip of ${taskId}`.padEnd(nameBytes))
}

/** Any sixteen bytes without two zeros in a row: whose text it is. */
const textOwner = text('reelkeep-simulat')
const seiUnit = 6
const unregisteredUserText = 5
const stopBit = 0x80

/**
 * A unit of H.264 that names the task: supplemental information, which stands before a picture and which decoders skip.
 * (Filler units may hold nothing but 0xff.) Its length goes first, as everywhere in an MP4.
 */
export function nameUnit(taskId: string): Buffer {
  const payload = Buffer.concat([textOwner, nameText(taskId)])
  const unit = Buffer.concat([
    Buffer.from([seiUnit, unregisteredUserText, payload.length]),
    payload,
    Buffer.from([stopBit]),
  ])
  return Buffer.concat([u32(unit.length), unit])
}

export const nameUnitBytes = nameUnit('').length
