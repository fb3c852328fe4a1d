/** What can be asked of a video model. */
export type Operation = 'generate' | 'edit' | 'extend'

/** A creation request with the vendor's defaults filled in. */
export type Creation = {
  readonly operation: Operation
  readonly model: string
  /** Empty where the vendor takes an image without words. */
  readonly prompt: string
  /** Length of the clip, and the seconds of it that are paid for: an extension pays for the added part only. */
  readonly durationS: number
  readonly billedS: number
  readonly aspectRatio: string
  readonly resolution: string
  readonly images: readonly string[]
  readonly videoUrl: string | null
  /** The client has the file put into its own bucket (xAI: `output.upload_url`), so no link is ever given. */
  readonly isUploaded: boolean
}

export type ReadCreation =
  | { readonly outcome: 'valid'; readonly creation: Creation }
  | { readonly outcome: 'refused'; readonly status: number; readonly error: string }

/** Thrown while a body is read, for the first rule that it breaks. */
export class Refusal extends Error {
  readonly status: number
  constructor(error: string, status = 400) {
    super(error)
    this.status = status
  }
}

export function readOrRefuse(read: () => Creation): ReadCreation {
  try {
    return { outcome: 'valid', creation: read() }
  } catch (error) {
    if (error instanceof Refusal) return { outcome: 'refused', status: error.status, error: error.message }
    throw error
  }
}

/** The fields of a JSON object; anything else is refused. */
export function fieldsOf(body: unknown, name = 'the request body'): ReadonlyMap<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Refusal(`${name} must be a JSON object`)
  }
  return new Map(Object.entries(body))
}
