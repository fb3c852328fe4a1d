/** An answer that does not depend on the task. */
export type Reply =
  | {
      readonly kind: 'whole'
      readonly status: number
      readonly contentType: string
      readonly body: string
      readonly headers?: { readonly [name: string]: string }
    }
  /** The socket is destroyed, before anything was sent or in the middle of the body. */
  | { readonly kind: 'lost'; readonly after: 'nothing' | 'half' }

/** The documents do not show an error's shape; ours is one flat string. */
export function errorReply(
  status: number,
  error: string,
  headers: { readonly [name: string]: string } = {},
): Reply {
  return { kind: 'whole', status, contentType: 'application/json', body: JSON.stringify({ error }), headers }
}

export function htmlReply(status: number): Reply {
  return {
    kind: 'whole',
    status,
    contentType: 'text/html; charset=utf-8',
    body: `<!doctype html><html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>`,
  }
}
