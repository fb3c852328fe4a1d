import { createHash, createHmac } from 'node:crypto'

export type SigningKey = {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

export type Unsigned = {
  readonly method: string
  readonly url: URL
  /** Lower-case names. */
  readonly headers: { readonly [name: string]: string }
  /** Lower-case hex. */
  readonly payloadSha256: string
}

/** Signs one S3 request (AWS Signature Version 4) and returns all of its headers. */
export function createSigner(region: string): (
  request: Unsigned,
  key: SigningKey,
  now: Date,
) => {
  [name: string]: string
} {
  let scopeKey: { readonly of: string; readonly key: Buffer } | null = null
  return ({ method, url, headers, payloadSha256 }, key, now) => {
    const stamp = `${now.toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`
    const scope = `${stamp.slice(0, 8)}/${region}/s3/aws4_request`
    const of = `${scope} ${key.secretAccessKey}`
    // The key of a day is four hashes; a batch needs it thousands of times.
    if (scopeKey?.of !== of) scopeKey = { of, key: signingKey(key.secretAccessKey, scope) }
    const signed: { [name: string]: string } = {
      ...headers,
      host: url.host,
      'x-amz-content-sha256': payloadSha256,
      'x-amz-date': stamp,
      ...(key.sessionToken !== undefined && { 'x-amz-security-token': key.sessionToken }),
    }
    const names = Object.keys(signed).sort()
    const canonical = [
      method,
      url.pathname,
      url.search.slice(1),
      ...names.map((name) => `${name}:${signed[name]?.trim()}`),
      '',
      names.join(';'),
      payloadSha256,
    ].join('\n')
    const digest = createHash('sha256').update(canonical).digest('hex')
    const signature = hmac(scopeKey.key, `AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${digest}`).toString('hex')
    return {
      ...signed,
      authorization: `AWS4-HMAC-SHA256 Credential=${key.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
    }
  }
}

function signingKey(secret: string, scope: string): Buffer {
  return scope.split('/').reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(`AWS4${secret}`))
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
