import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { scenes } from '../src/clips/base-clip.ts'
import { type ClipSpec, openClipShelf } from '../src/clips/clip-shelf.ts'
import { frameSizes } from '../src/clips/frame-size.ts'
import { contentOf, readMp4, topBoxes, unitsOf } from './read-mp4.ts'

const aSpec: ClipSpec = {
  taskId: 'video_fd35ee52-2a98-44a6-b930-29a88ce9b8fd',
  isNamed: true,
  scene: 'dusk',
  durationS: 10,
  aspectRatio: '16:9',
  resolution: '720p',
  sizeBytes: null,
}

async function fileOf(spec: Partial<ClipSpec>): Promise<Buffer> {
  const clip = await openClipShelf(0).clipFor({ ...aSpec, ...spec })
  const file = Buffer.concat(clip.parts)
  expect(clip.sizeBytes).toBe(file.length)
  expect(clip.sha256).toBe(createHash('sha256').update(file).digest('hex'))
  return file
}

const shapes = Object.entries(frameSizes).flatMap(([resolution, ratios]) =>
  Object.entries(ratios).map(([aspectRatio, size]) => ({ resolution, aspectRatio, size })),
)

test.each(shapes)(
  '$resolution at $aspectRatio is $size in every scene, readable to the last sample',
  async (shape) => {
    const [width, height] = shape.size.split('x').map(Number)
    for (const scene of [...scenes, 'plain' as const]) {
      const read = await readMp4(await fileOf({ ...shape, scene }))
      expect(read).toMatchObject({ width, height, codec: 'avc' })
      expect(read.durationS).toBeCloseTo(10, 3)
      expect(read.lastPacketEndS).toBeCloseTo(10, 3)
    }
  },
)

test.each([1, 2.25, 6, 7, 10, 13, 24.75, 30])('a clip of %i s is exactly so long', async (durationS) => {
  const read = await readMp4(await fileOf({ durationS }))
  expect(read.durationS).toBeCloseTo(durationS, 3)
  expect(read.packets).toBe(durationS * 12)
})

test('the boxes add up to the file', async () => {
  expect(topBoxes(await fileOf({}))).toEqual(['ftyp', 'moov', 'mdat', 'free'])
})

test('two tasks of one shape get different files, one task always the same', async () => {
  const shelf = openClipShelf(0)
  const first = await shelf.clipFor(aSpec)
  const other = await shelf.clipFor({ ...aSpec, taskId: 'video_00000000-0000-4000-8000-000000000000' })
  // The shelf keeps nothing here, so that the last one is made anew.
  await shelf.clipFor({ ...aSpec, scene: 'sea' })
  expect(other.sha256).not.toBe(first.sha256)
  expect(await shelf.clipFor(aSpec)).toEqual(first)
})

test.each([2048, 4096, 1_048_576])('a clip can be made of exactly %i bytes', async (sizeBytes) => {
  const file = await fileOf({ scene: 'plain', sizeBytes, durationS: 30 })
  expect(file.length).toBe(sizeBytes)
  expect(topBoxes(file)).toEqual(['ftyp', 'moov', 'free', 'mdat', 'free'])
  expect((await readMp4(file)).durationS).toBeCloseTo(30, 3)
})

const otherTask = 'video_00000000-0000-4000-8000-000000000000'

test.each([...scenes, 'plain' as const])(
  'the media of two tasks differ in %s, by a unit before the last picture',
  async (scene) => {
    const [one, other] = [await fileOf({ scene }), await fileOf({ scene, taskId: otherTask })]
    expect(contentOf(one, 'mdat').equals(contentOf(other, 'mdat'))).toBe(false)
    expect(contentOf(one, 'mdat').includes(aSpec.taskId)).toBe(true)
    const units = await unitsOf(one)
    // Supplemental information, then the picture.
    expect(units.at(-1)).toEqual([6, 1])
    expect(units.slice(0, -1).flat()).not.toContain(6)
  },
)

test('without names the media of two tasks are equal, and their files are not', async () => {
  const [one, other] = [await fileOf({ isNamed: false }), await fileOf({ isNamed: false, taskId: otherTask })]
  expect(contentOf(one, 'mdat').equals(contentOf(other, 'mdat'))).toBe(true)
  expect(one.equals(other)).toBe(false)
})

test('a plain clip may be any number of quarters of a second long', async () => {
  expect((await readMp4(await fileOf({ scene: 'plain', durationS: 8.25 }))).durationS).toBeCloseTo(8.25, 3)
})

test('a clip of no length has its boxes and not one picture', async () => {
  const file = await fileOf({ durationS: 0, isNamed: false })
  expect(topBoxes(file)).toEqual(['ftyp', 'moov', 'mdat', 'free'])
  expect(contentOf(file, 'mdat')).toHaveLength(0)
})
