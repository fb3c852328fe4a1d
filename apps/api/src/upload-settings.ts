import { parseSizeBytes } from '@reelkeep/archive'

export type UploadSettings = {
  /** Of all images that one owner may hold. */
  readonly maxBytes: number
}

/** Judgement: ten thousand images of two megabytes. */
const maxBytesUsual = 20 * 1024 ** 3

/** The section `uploads` of the configuration. Throws one line that names the setting. */
export function readUploadSettings(section: { readonly [key: string]: unknown }): UploadSettings {
  const { max_bytes: value, ...others } = section
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw new Error(`uploads.${unknown} is no setting (known: max_bytes)`)
  if (value === undefined) return { maxBytes: maxBytesUsual }
  const bytes = parseSizeBytes(String(value))
  if (bytes === null || bytes <= 0) throw new Error('uploads.max_bytes must be a size such as 20GiB')
  return { maxBytes: bytes }
}
