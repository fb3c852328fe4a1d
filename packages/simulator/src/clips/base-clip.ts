import { readFile } from 'node:fs/promises'
import { BufferSource, EncodedPacketSink, Input, MP4 } from 'mediabunny'

/** The pictures a clip can show. `plain` is one colour in two samples, for runs that want bytes and no picture. */
export const scenes = ['dusk', 'sea', 'aurora', 'neon'] as const
export type Scene = (typeof scenes)[number] | 'plain'

/** A committed fixture taken apart: what is needed to write its samples again, any number of times. */
export type BaseClip = {
  readonly width: number
  readonly height: number
  /** The avcC record: how a decoder must be set up for these samples. */
  readonly decoderRecord: Buffer
  readonly samples: readonly Buffer[]
}

export async function loadBaseClip(scene: Scene, size: string): Promise<BaseClip> {
  const bytes = await readFile(new URL(`../../fixtures/${scene}-${size}.mp4`, import.meta.url))
  using input = new Input({ formats: [MP4], source: new BufferSource(bytes) })
  const track = await input.getPrimaryVideoTrack()
  const description = (await track?.getDecoderConfig())?.description
  if (track === null || description === undefined) throw new Error(`fixture ${scene}-${size} holds no H.264`)
  const samples: Buffer[] = []
  for await (const packet of new EncodedPacketSink(track).packets()) samples.push(Buffer.from(packet.data))
  return {
    width: await track.getCodedWidth(),
    height: await track.getCodedHeight(),
    decoderRecord: bytesOf(description),
    samples,
  }
}

function bytesOf(source: AllowSharedBuffer | ArrayBufferView): Buffer {
  return ArrayBuffer.isView(source)
    ? Buffer.from(source.buffer, source.byteOffset, source.byteLength)
    : Buffer.from(source)
}
