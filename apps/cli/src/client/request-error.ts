/** A problem with one value, as the api reports it. */
export type Detail = {
  readonly path: string | null
  readonly row: number | null
  readonly line?: number | null
  readonly code: string
  readonly message: string
  readonly allowed: readonly unknown[] | null
}

export type Envelope = {
  readonly code: string
  readonly message: string
  readonly request_id?: string
  readonly details?: readonly Detail[]
  readonly total?: number
}

/** The api refused: its own words, kept whole. */
export class RequestError extends Error {
  readonly status: number
  readonly envelope: Envelope

  constructor(status: number, envelope: Envelope | null, path: string) {
    super(envelope?.message ?? `The server answered ${status} to ${path}.`)
    this.name = 'RequestError'
    this.status = status
    this.envelope = envelope ?? { code: 'unknown', message: this.message }
  }
}

export function readEnvelope(text: string): Envelope | null {
  try {
    const parsed = JSON.parse(text) as { error?: Envelope }
    return parsed.error ?? null
  } catch {
    return null
  }
}
