/** Our verified copy in S3. */
export type Clip = {
  readonly bucket: string
  readonly key: string
  readonly bytes: number
  /** Lower-case hex. */
  readonly sha256: string
  /** CRC32 of the whole object, base64, as S3 states it. */
  readonly crc32: string
  readonly contentType: 'video/mp4'
  readonly durationMs: number
  readonly width: number
  readonly height: number
  readonly codec: string
  readonly archivedAt: Date
}
