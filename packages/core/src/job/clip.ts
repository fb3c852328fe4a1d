/** Our verified copy in S3. */
export type Clip = {
  readonly bucket: string
  readonly key: string
  readonly bytes: number
  /** Lower-case hex. */
  readonly sha256: string
  /**
   * Of the media alone: every mdat's payload, in order. The same picture and sound in another wrapping has the same one.
   * Lower-case hex; null for clips kept before it was taken.
   */
  readonly mediaSha256: string | null
  /** CRC32 of the whole object, base64, as S3 states it. */
  readonly crc32: string
  readonly contentType: 'video/mp4'
  readonly durationMs: number
  readonly width: number
  readonly height: number
  readonly codec: string
  readonly archivedAt: Date
}
