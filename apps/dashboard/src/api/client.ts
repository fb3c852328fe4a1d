/** The api refused; 401 sends the page to the sign-in form. */
export class RefusedError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'RefusedError'
    this.status = status
  }
}

const answerTimeoutMs = 15_000

export function get<Reply>(
  path: string,
  query: { readonly [name: string]: string | null } = {},
): Promise<Reply> {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== null) search.set(name, value)
  return request<Reply>('GET', search.size === 0 ? path : `${path}?${search}`)
}

export function post<Reply>(path: string, body: unknown): Promise<Reply> {
  return request<Reply>('POST', path, body)
}

export function remove(path: string): Promise<unknown> {
  return request('DELETE', path)
}

async function request<Reply>(method: string, path: string, body?: unknown): Promise<Reply> {
  const reply = await fetch(path, {
    method,
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? null : JSON.stringify(body),
    signal: AbortSignal.timeout(answerTimeoutMs),
  })
  const text = await reply.text()
  if (reply.ok) return (text === '' ? null : JSON.parse(text)) as Reply
  throw new RefusedError(reply.status, messageOf(text) ?? `The server answered ${reply.status}.`)
}

function messageOf(text: string): string | null {
  try {
    return (JSON.parse(text) as { error?: { message?: string } }).error?.message ?? null
  } catch {
    return null
  }
}
