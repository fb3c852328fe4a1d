import type { RawReply, VendorError } from '../vendor/vendor.ts'

/** An answer that does not depend on the task. */
export type Reply =
  | ({ readonly kind: 'whole' } & RawReply)
  /** In the shape of the vendor's own errors. */
  | ({ readonly kind: 'error' } & VendorError)
  /** The socket is destroyed, before anything was sent or in the middle of the body. */
  | { readonly kind: 'lost'; readonly after: 'nothing' | 'half' }

export function errorReply(
  status: number,
  message: string,
  headers: { readonly [name: string]: string } = {},
): { readonly kind: 'error' } & VendorError {
  return { kind: 'error', status, message, headers }
}

export function jsonReply(status: number, json: object): Reply {
  return { kind: 'whole', status, contentType: 'application/json', body: JSON.stringify(json) }
}

export function textReply(status: number, body: string): Reply {
  return { kind: 'whole', status, contentType: 'text/plain; charset=utf-8', body }
}

export function htmlReply(status: number): Reply {
  return { kind: 'whole', status, contentType: 'text/html; charset=utf-8', body: htmlPage(status) }
}

export function htmlPage(status: number): string {
  return `<!doctype html><html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>`
}
