import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { beforeAll, describe, expect, it } from 'vitest'
import { signedFetch } from '../s3-signed-fetch.ts'
import { s3Key } from '../s3-targets.ts'
import { type Bench, freshKey, refusalOf } from './bench.ts'

export function checkSignatures(bench: Bench): void {
  const { bucket: Bucket } = bench
  const Key = freshKey()
  const address = () => `${bench.running().endpoint}/${Bucket}/${Key}`

  describe('signatures', () => {
    beforeAll(async () => {
      await bench.client().send(new PutObjectCommand({ Bucket, Key, Body: 'guarded' }))
    })

    it('are needed for everything', async () => {
      expect((await fetch(address())).status).toBe(403)
      expect((await fetch(address(), { method: 'PUT', body: 'mine now' })).status).toBe(403)
      expect((await fetch(address(), { method: 'DELETE' })).status).toBe(403)
      expect((await fetch(`${bench.running().endpoint}/${Bucket}?list-type=2`)).status).toBe(403)
    })

    it('by another secret or another key are refused', async () => {
      const get = (credentials: { accessKeyId: string; secretAccessKey: string }) =>
        bench.running().client({ credentials }).send(new GetObjectCommand({ Bucket, Key }))
      const secret = await refusalOf(get({ ...s3Key, secretAccessKey: 'another' }))
      expect(secret).toEqual({ name: 'SignatureDoesNotMatch', status: 403 })
      const key = await refusalOf(get({ ...s3Key, accessKeyId: 'ANOTHER' }))
      expect(key).toEqual({ name: 'InvalidAccessKeyId', status: 403 })
    })

    it('hold for the request they were made for', async () => {
      expect((await signedFetch({ url: address() })).status).toBe(200)
      expect((await signedFetch({ url: address(), after: { url: `${address()}2` } })).status).toBe(403)
      expect((await signedFetch({ url: address(), after: { url: `${address()}?tagging` } })).status).toBe(403)
      expect((await signedFetch({ url: address(), after: { method: 'DELETE' } })).status).toBe(403)
      const header = { 'x-amz-meta-job': 'job_1' }
      expect((await signedFetch({ url: address(), method: 'PUT', body: 'a', headers: header })).status).toBe(
        200,
      )
      const changed = { 'x-amz-meta-job': 'job_2' }
      const tampered = {
        url: address(),
        method: 'PUT',
        body: 'a',
        headers: header,
        after: { headers: changed },
      }
      expect((await signedFetch(tampered)).status).toBe(403)
    })

    it('hold for the body they were made for', async () => {
      const sent = { url: address(), method: 'PUT', body: 'what I meant', after: { body: 'what I said!' } }
      expect((await signedFetch(sent)).status).toBe(400)
    })

    it('of another time are refused', async () => {
      for (const minutes of [-20, 20]) {
        const reply = await signedFetch({ url: address(), signedAt: new Date(Date.now() + minutes * 60_000) })
        expect([reply.status, await reply.text()]).toEqual([
          403,
          expect.stringContaining('RequestTimeTooSkewed'),
        ])
      }
      expect(
        (await signedFetch({ url: address(), signedAt: new Date(Date.now() - 10 * 60_000) })).status,
      ).toBe(200)
    })
  })
}
