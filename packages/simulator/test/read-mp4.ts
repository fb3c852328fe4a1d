import { BufferSource, EncodedPacketSink, Input, MP4 } from 'mediabunny'

export type ReadMp4 = {
  readonly durationS: number
  readonly width: number
  readonly height: number
  readonly codec: string | null
  readonly packets: number
  readonly lastPacketEndS: number
}

/** Reads a file with a library that is not ours, to its last sample. */
export async function readMp4(bytes: Uint8Array): Promise<ReadMp4> {
  using input = new Input({ formats: [MP4], source: new BufferSource(bytes) })
  const track = await input.getPrimaryVideoTrack()
  if (track === null) throw new Error('no video track')
  const sink = new EncodedPacketSink(track)
  let packets = 0
  let lastPacketEndS = 0
  for await (const packet of sink.packets()) {
    if (packet.data.length === 0) throw new Error(`packet ${packets} is empty`)
    packets += 1
    lastPacketEndS = packet.timestamp + packet.duration
  }
  return {
    durationS: await input.computeDuration(),
    width: await track.getCodedWidth(),
    height: await track.getCodedHeight(),
    codec: await track.getCodec(),
    packets,
    lastPacketEndS,
  }
}

/** The content of the first top-level box of a type. */
export function contentOf(bytes: Buffer, type: string): Buffer {
  for (let offset = 0; offset < bytes.length; offset += bytes.readUInt32BE(offset)) {
    if (bytes.toString('latin1', offset + 4, offset + 8) === type) {
      return bytes.subarray(offset + 8, offset + bytes.readUInt32BE(offset))
    }
  }
  throw new Error(`no box of type ${type}`)
}

/** The H.264 units of each sample, by type; throws when their lengths do not add up to the sample. */
export async function unitsOf(bytes: Uint8Array): Promise<readonly (readonly number[])[]> {
  using input = new Input({ formats: [MP4], source: new BufferSource(bytes) })
  const track = await input.getPrimaryVideoTrack()
  if (track === null) throw new Error('no video track')
  const samples: number[][] = []
  for await (const packet of new EncodedPacketSink(track).packets()) {
    const sample = Buffer.from(packet.data)
    const types: number[] = []
    let offset = 0
    while (offset < sample.length) {
      types.push(sample.readUInt8(offset + 4) & 0x1f)
      offset += 4 + sample.readUInt32BE(offset)
    }
    if (offset !== sample.length) throw new Error('the units do not add up to the sample')
    samples.push(types)
  }
  return samples
}

/** The top-level boxes; throws when they do not add up to the file. */
export function topBoxes(bytes: Buffer): readonly string[] {
  const types: string[] = []
  let offset = 0
  while (offset < bytes.length) {
    const size = bytes.readUInt32BE(offset)
    if (size < 8 || offset + size > bytes.length) throw new Error(`a box at ${offset} ends outside the file`)
    types.push(bytes.toString('latin1', offset + 4, offset + 8))
    offset += size
  }
  return types
}
