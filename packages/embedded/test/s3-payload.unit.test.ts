import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRange } from '../src/s3/handlers/range.ts'
import { compositeChecksum, startChecksum } from '../src/s3/payload/checksums.ts'
import { ChunkedBodyDecoder } from '../src/s3/payload/chunked-body.ts'
import { crc32c } from '../src/s3/payload/crc32c.ts'
import { compareKeys } from '../src/s3/storage/list-keys.ts'
import { isPlainKey } from '../src/s3/storage/plain-key.ts'
import { readXml } from '../src/s3/xml/read-xml.ts'
import { writeXml } from '../src/s3/xml/write-xml.ts'

describe('CRC32C', () => {
  it.each([
    ['', '00000000'],
    ['123456789', 'e3069283'],
    ['The quick brown fox jumps over the lazy dog', '22620404'],
  ])('of %j is %s', (text, expected) => {
    expect(crc32c(Buffer.from(text)).toString(16).padStart(8, '0')).toBe(expected)
  })

  it('is the same in one piece and in many', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (pieces) => {
        const running = startChecksum('CRC32C')
        for (const piece of pieces) running.update(Buffer.from(piece))
        expect(running.digest().readUInt32BE()).toBe(crc32c(Buffer.concat(pieces)))
      }),
    )
  })

  it('of parts is the checksum of their checksums', () => {
    const part = startChecksum('CRC32').digest().toString('base64')
    expect(compositeChecksum('CRC32', [part, part])).toMatch(/^.{6}==-2$/)
  })
})

describe('aws-chunked framing', () => {
  it('is undone however the wire cuts it', () => {
    const chunk = fc.uint8Array({ minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(fc.array(chunk), fc.integer({ min: 1, max: 60 }), (chunks, cut) => {
        const framed = chunks.flatMap((bytes) => [
          Buffer.from(`${bytes.length.toString(16)}\r\n`),
          bytes,
          Buffer.from('\r\n'),
        ])
        const wire = Buffer.concat([...framed, Buffer.from('0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n')])
        const decoder = new ChunkedBodyDecoder()
        const payload: Buffer[] = []
        for (let at = 0; at < wire.length; at += cut)
          payload.push(...decoder.decode(wire.subarray(at, at + cut)))
        decoder.finish()
        expect(Buffer.concat(payload).equals(Buffer.concat(chunks))).toBe(true)
        expect(decoder.trailers.get('x-amz-checksum-crc32')).toBe('AAAA')
      }),
    )
  })
})

describe('keys', () => {
  it('compare as their UTF-8 bytes do', () => {
    const key = fc.string({ unit: 'grapheme', maxLength: 6 })
    fc.assert(
      fc.property(key, key, (one, other) => {
        expect(Math.sign(compareKeys(one, other))).toBe(Buffer.compare(Buffer.from(one), Buffer.from(other)))
      }),
    )
  })

  it('are paths only when nothing could mistake them', () => {
    for (const key of ['a', 'a/b.mp4', '.hidden', '...', 'a..b/c']) expect(isPlainKey(key, false)).toBe(true)
    for (const key of [
      '',
      '/',
      'a/',
      '/a',
      'a//b',
      '.',
      '..',
      'a/../b',
      './a',
      'a/..',
      'a\0b',
      'x'.repeat(256),
    ]) {
      expect(isPlainKey(key, false), key).toBe(false)
    }
  })

  it('are paths only in lower case where the file system folds names', () => {
    expect([isPlainKey('clips/job_1.mp4', true), isPlainKey('Clips/a', true), isPlainKey('ü', true)]).toEqual(
      [true, false, false],
    )
  })
})

describe('ranges', () => {
  it.each([
    ['bytes=0-9', { start: 0, sizeBytes: 10 }],
    ['bytes=90-', { start: 90, sizeBytes: 10 }],
    ['bytes=-10', { start: 90, sizeBytes: 10 }],
    ['bytes=-1000', { start: 0, sizeBytes: 100 }],
    ['bytes=50-1000', { start: 50, sizeBytes: 50 }],
    ['bytes=5-3', null],
    ['bytes=-', null],
    ['bytes=0-1,5-6', null],
    ['items=0-1', null],
    [undefined, null],
  ])('%s of 100 bytes is %j', (header, expected) => {
    expect(readRange(header, 100)).toEqual(expected)
  })

  it.each(['bytes=100-', 'bytes=100-200', 'bytes=-0'])('%s of 100 bytes cannot be had', (header) => {
    expect(() => readRange(header, 100)).toThrow('not satisfiable')
  })

  it('of nothing cannot be had', () => {
    expect(() => readRange('bytes=0-0', 0)).toThrow('not satisfiable')
  })
})

describe('XML', () => {
  it('gives back any text that was written', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((value) => !/[\ud800-\udfff\ufffe\uffff]/.test(value))
    fc.assert(
      fc.property(text, (value) => {
        const document = readXml(Buffer.from(writeXml('A', [['B', `k${value}`]])), 'A')
        expect(document.children.get('B')?.[0]?.text).toBe(`k${value}`)
      }),
    )
  })

  it('may hold more entities than a list of ten thousand parts needs', () => {
    const parts = '<Part><ETag>&quot;a&quot;</ETag></Part>'.repeat(10_000)
    expect(readXml(Buffer.from(`<C>${parts}</C>`), 'C').children.get('Part')).toHaveLength(10_000)
  })
})
