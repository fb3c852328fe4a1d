import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type S3Server, startS3 } from '../src/index.ts'
import { crc32Base64 } from './s3-conformance/objects.ts'
import { type SignedRequest, signedFetch, signedHeaders } from './s3-signed-fetch.ts'
import { createClient, s3Key } from './s3-targets.ts'
import { temporaryDataDir } from './temporary-data-dir.ts'

const dataDir = temporaryDataDir()
const clock = { now: () => new Date() }
let server: S3Server
let client: S3Client
beforeAll(async () => {
  server = await startS3({ dataDir: dataDir.path, bucket: 'clips', durability: 'off', clock, ...s3Key })
  client = createClient(server.endpoint)
})
afterAll(async () => {
  client.destroy()
  await server.stop()
  dataDir[Symbol.dispose]()
})

const put = (request: Omit<SignedRequest, 'url'> & { path?: string }) =>
  signedFetch({ method: 'PUT', url: `${server.endpoint}${request.path ?? '/clips/strict'}`, ...request })

async function expectRefusal(reply: Promise<Response>, status: number, code: string): Promise<void> {
  const response = await reply
  const body = await response.text()
  expect([response.status, /<Code>(\w+)<\/Code>/.exec(body)?.[1]], body).toEqual([status, code])
}

describe('the promises made for a body', () => {
  it('take a link that bakes in the checksum of nothing as one that promises nothing', async () => {
    const url = await getSignedUrl(client, new PutObjectCommand({ Bucket: 'clips', Key: 'baked' }))
    expect(url).toContain('x-amz-checksum-crc32=AAAAAA')
    expect((await fetch(url, { method: 'PUT', body: 'a real body' })).status).toBe(200)
  })

  it('hold a link to any other checksum', async () => {
    const wrong = new PutObjectCommand({ Bucket: 'clips', Key: 'wrong', ChecksumCRC32: 'AAAAAQ==' })
    const url = await getSignedUrl(client, wrong, { unhoistableHeaders: new Set() })
    await expectRefusal(fetch(url, { method: 'PUT', body: 'a real body' }), 400, 'BadDigest')
    await expect(client.send(new HeadObjectCommand({ Bucket: 'clips', Key: 'wrong' }))).rejects.toThrow()
  })

  it.each([
    [
      'a checksum this server cannot compute',
      { 'x-amz-checksum-crc64nvme': 'AAAAAAAAAAA=' },
      501,
      'NotImplemented',
    ],
    ['a checksum that is not one', { 'x-amz-checksum-crc32': 'short' }, 400, 'InvalidRequest'],
    [
      'two checksums',
      { 'x-amz-checksum-crc32': crc32Base64(Buffer.from('hello')), 'x-amz-checksum-crc32c': 'mnG7TA==' },
      400,
      'InvalidRequest',
    ],
    ['an algorithm without its checksum', { 'x-amz-sdk-checksum-algorithm': 'CRC32' }, 400, 'InvalidRequest'],
    ['an MD5 that is not one', { 'content-md5': 'nonsense' }, 400, 'InvalidDigest'],
    ['encryption', { 'x-amz-server-side-encryption': 'AES256' }, 501, 'NotImplemented'],
    ['a public object', { 'x-amz-acl': 'public-read' }, 501, 'NotImplemented'],
    ['a condition no write can have', { 'if-none-match': '"etag"' }, 501, 'NotImplemented'],
    ['too much metadata', { 'x-amz-meta-a': 'a'.repeat(2100) }, 400, 'MetadataTooLarge'],
  ])('refuse %s', async (_, headers, status, code) => {
    await expectRefusal(put({ body: 'hello', headers }), status, code)
  })

  it('refuse chunks signed one by one, which this server does not read', async () => {
    await expectRefusal(
      put({ body: 'x', payloadHash: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' }),
      501,
      'NotImplemented',
    )
    await expectRefusal(put({ body: 'x', payloadHash: 'anything' }), 400, 'InvalidArgument')
  })

  it('refuse headers that were added after signing', async () => {
    await expectRefusal(
      put({ body: 'x', after: { headers: { 'x-amz-meta-added': 'later' } } }),
      403,
      'AccessDenied',
    )
    const url = await getSignedUrl(
      createClient(server.endpoint, { requestChecksumCalculation: 'WHEN_REQUIRED' }),
      new PutObjectCommand({ Bucket: 'clips', Key: 'added' }),
    )
    await expectRefusal(
      fetch(url, { method: 'PUT', body: 'x', headers: { 'x-amz-tagging': 'a=b' } }),
      403,
      'AccessDenied',
    )
  })

  it('refuse another region', async () => {
    await expectRefusal(put({ body: 'x', region: 'eu-west-1' }), 400, 'AuthorizationHeaderMalformed')
  })
})

describe('a body in aws-chunked framing', () => {
  const send = (body: string, headers: Record<string, string> = {}) =>
    put({
      path: '/clips/chunked',
      body,
      payloadHash: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      headers: {
        'content-encoding': 'aws-chunked',
        'x-amz-decoded-content-length': '10',
        'x-amz-trailer': 'x-amz-checksum-crc32',
        ...headers,
      },
    })
  const whole = '5\r\nhello\r\n5\r\nworld\r\n0\r\n'

  it('is stored without its framing when its trailer is right', async () => {
    expect((await send(`${whole}x-amz-checksum-crc32:+esgrQ==\r\n\r\n`)).status).toBe(200)
    const stored = await signedFetch({ url: `${server.endpoint}/clips/chunked` })
    expect([await stored.text(), stored.headers.get('content-encoding')]).toEqual(['helloworld', null])
  })

  it.each([
    ['the trailer is wrong', `${whole}x-amz-checksum-crc32:AAAAAA==\r\n\r\n`, 'BadDigest'],
    ['the trailer is missing', `${whole}\r\n`, 'InvalidRequest'],
    ['it ends early', '5\r\nhello\r\n5\r\nwor', 'IncompleteBody'],
    [
      'it is shorter than it said',
      '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n',
      'IncompleteBody',
    ],
    ['a size is no number', 'five\r\nhello\r\n0\r\n\r\n', 'InvalidRequest'],
    ['a chunk is longer than its size', '4\r\nhello\r\n0\r\n\r\n', 'InvalidRequest'],
    ['something follows the trailer', `${whole}x-amz-checksum-crc32:+esgrQ==\r\n\r\nmore`, 'InvalidRequest'],
  ])('is refused when %s', async (_, body, code) => {
    await expectRefusal(send(body), 400, code)
  })

  it('is refused with an answer also when it is large and goes wrong half way', async () => {
    const body = `${(200_000).toString(16)}\r\n${'x'.repeat(200_000)}\r\nnonsense\r\n${'x'.repeat(2_000_000)}`
    await expectRefusal(send(body, { 'x-amz-decoded-content-length': '2000000' }), 400, 'InvalidRequest')
    // The connection, should it be used again, is not stuck in what was left of that body.
    expect((await signedFetch({ url: `${server.endpoint}/clips/chunked` })).status).toBe(200)
  })

  it('is refused without the length of what it carries', async () => {
    await expectRefusal(send(whole, { 'x-amz-decoded-content-length': 'ten' }), 400, 'InvalidArgument')
  })
})

describe('what strangers write', () => {
  const remove = (body: string) =>
    signedFetch({ method: 'POST', url: `${server.endpoint}/clips?delete=`, body })

  it('is refused as XML when it declares entities, is broken or is of another kind', async () => {
    const bomb = '<!DOCTYPE d [<!ENTITY a "aaaa">]><Delete><Object><Key>&a;</Key></Object></Delete>'
    await expectRefusal(remove(bomb), 400, 'MalformedXML')
    await expectRefusal(remove('<Delete><Object>'), 400, 'MalformedXML')
    await expectRefusal(remove('<Other/>'), 400, 'MalformedXML')
    await expectRefusal(remove('<Delete></Delete>'), 400, 'MalformedXML')
    await expectRefusal(remove(`<Delete>${' '.repeat(5_000_000)}</Delete>`), 400, 'EntityTooLarge')
  })

  it('cannot put a header into an answer', async () => {
    const url = `${server.endpoint}/clips/chunked?response-content-disposition=${encodeURIComponent('a\r\nx-evil: 1')}`
    await expectRefusal(signedFetch({ url }), 400, 'InvalidArgument')
  })

  it('is refused when it asks for what there is not', async () => {
    const get = (path: string) => signedFetch({ url: `${server.endpoint}${path}` })
    await expectRefusal(get('/clips?versioning='), 501, 'NotImplemented')
    await expectRefusal(get('/clips/chunked?acl='), 501, 'NotImplemented')
    await expectRefusal(get('/clips'), 501, 'NotImplemented')
    await expectRefusal(
      signedFetch({ method: 'POST', url: `${server.endpoint}/clips/a` }),
      405,
      'MethodNotAllowed',
    )
    await expectRefusal(get(`/clips/${'k'.repeat(1025)}`), 400, 'KeyTooLongError')
    await expectRefusal(get('/clips?list-type=2&continuation-token=abc'), 400, 'InvalidArgument')
    await expectRefusal(get('/clips?list-type=2&max-keys=x'), 400, 'InvalidArgument')
    await expectRefusal(put({ path: '/Bad_Name' }), 400, 'InvalidBucketName')
  })

  it('is refused with a document that repeats no signature, and with none for a head', async () => {
    const reply = await fetch(`${server.endpoint}/clips/a?X-Amz-Signature=secret`)
    expect(await reply.text()).not.toContain('secret')
    const head = await fetch(`${server.endpoint}/clips/a`, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([403, ''])
  })

  it('is refused before its body when it asked first', async () => {
    const url = `${server.endpoint}/clips/expect`
    const headers = signedHeaders({ url, method: 'PUT', body: 'hello' })
    const good = await rawRequest(
      'PUT /clips/expect',
      { ...headers, 'content-length': '5', expect: '100-continue' },
      'hello',
    )
    expect(good).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK/)
    const authorization = headers.authorization?.replace(/.{4}$/, '0000') ?? ''
    const bad = await rawRequest(
      'PUT /clips/expect',
      { ...headers, authorization, 'content-length': '5', expect: '100-continue' },
      'hello',
    )
    expect(bad).toMatch(/^HTTP\/1.1 403 Forbidden/)
    expect(bad.toLowerCase()).toContain('connection: close')
  })

  it('leaves nothing behind when it breaks off', async () => {
    const url = `${server.endpoint}/clips/broken-off`
    const headers = signedHeaders({ url, method: 'PUT', payloadHash: 'UNSIGNED-PAYLOAD' })
    const socket = connect(server.port, '127.0.0.1')
    const lines = Object.entries({ ...headers, 'content-length': '1000000' }).map(
      ([name, value]) => `${name}: ${value}`,
    )
    socket.write(`PUT /clips/broken-off HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${'x'.repeat(300_000)}`)
    const temporary = () => readdirSync(join(dataDir.path, '.meta/temporary'))
    await expect.poll(temporary).toHaveLength(1)
    socket.destroy()
    await expect.poll(temporary).toEqual([])
    expect((await signedFetch({ url })).status).toBe(404)
  })

  /** Sends the body only when the server says so. */
  async function rawRequest(line: string, headers: Record<string, string>, body: string): Promise<string> {
    const socket = connect(server.port, '127.0.0.1')
    const all = { ...headers, connection: 'close' }
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
    socket.write(`${line} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    socket.once('data', (bytes) => {
      if (bytes.toString().startsWith('HTTP/1.1 100')) socket.write(body)
    })
    return text(socket)
  }
})
