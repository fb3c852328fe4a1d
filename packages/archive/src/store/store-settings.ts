/** Where clips are kept. */
export type StoreSettings = {
  /** Null: AWS itself, by region. */
  readonly endpoint: string | null
  /** The same store as browsers reach it; null: links are signed for `endpoint`. */
  readonly publicEndpoint: string | null
  readonly region: string
  readonly bucket: string
  readonly forcePathStyle: boolean
  /** `when_required` for stores that do not know full-object checksums. */
  readonly checksum: 'when_supported' | 'when_required'
  /** A request that takes longer, the sending of one part among them, is given up; absent: a minute. */
  readonly answerTimeoutMs?: number
  /** Null: the SDK's own chain (profile, instance role). A function, so that printing the settings prints no secret. */
  readonly credentials: (() => { readonly accessKeyId: string; readonly secretAccessKey: string }) | null
}

export type Environment = { readonly [name: string]: string | undefined }

/** Reads the S3 settings, or throws the one line that names the wrong one. */
export function readStoreSettings(env: Environment): StoreSettings {
  const endpoint = readAddress(env, 'S3_ENDPOINT')
  return Object.freeze({
    endpoint,
    publicEndpoint: readAddress(env, 'S3_PUBLIC_ENDPOINT'),
    region: env.S3_REGION?.trim() || env.AWS_REGION?.trim() || 'us-east-1',
    bucket: readBucket(env),
    // Bucket names in host names are for AWS; everybody else's certificate and DNS rarely cover them.
    forcePathStyle: readFlag(env, 'S3_FORCE_PATH_STYLE', endpoint !== null),
    checksum: readChecksum(env),
    credentials: readCredentials(env),
  })
}

function readAddress(env: Environment, name: string): string | null {
  const text = env[name]?.trim() ?? ''
  if (text === '') return null
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username) {
    throw new Error(`${name} must be an address such as https://s3.example.com (found "${text}")`)
  }
  return text.replace(/\/+$/, '')
}

function readBucket(env: Environment): string {
  const bucket = env.S3_BUCKET?.trim() || 'reelkeep'
  if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) return bucket
  throw new Error(`S3_BUCKET must be 3 to 63 small letters, digits, dots and hyphens (found "${bucket}")`)
}

function readFlag(env: Environment, name: string, fallback: boolean): boolean {
  const text = env[name]?.trim().toLowerCase() ?? ''
  if (text === '') return fallback
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  throw new Error(`${name} must be true or false (found "${text}")`)
}

function readChecksum(env: Environment): StoreSettings['checksum'] {
  const text = env.S3_CHECKSUM?.trim().toLowerCase() || 'when_supported'
  if (text === 'when_supported' || text === 'when_required') return text
  throw new Error(`S3_CHECKSUM must be when_supported or when_required (found "${text}")`)
}

function readCredentials(env: Environment): StoreSettings['credentials'] {
  const accessKeyId = env.AWS_ACCESS_KEY_ID?.trim() ?? ''
  const secretAccessKey = env.AWS_SECRET_ACCESS_KEY?.trim() ?? ''
  if (accessKeyId === '' && secretAccessKey === '') return null
  if (secretAccessKey === '') throw new Error('AWS_SECRET_ACCESS_KEY must be set beside AWS_ACCESS_KEY_ID')
  if (accessKeyId === '') throw new Error('AWS_ACCESS_KEY_ID must be set beside AWS_SECRET_ACCESS_KEY')
  // A temporary key needs its session token, which the SDK's own chain reads.
  if (env.AWS_SESSION_TOKEN) return null
  return () => ({ accessKeyId, secretAccessKey })
}
