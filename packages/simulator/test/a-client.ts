import type { TestSimulator } from './a-simulator.ts'

export type MountName = 'default' | 'globalaiopc' | 'xingchaoyiqing' | 'cometapi' | 'xai'
type Json = { readonly [name: string]: unknown }

export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** undefined when the text is none. */
  readonly json: Json | undefined
}

/** A client of one mount that knows nothing but paths. */
export type Client = {
  readonly post: (operation: string, body: object, headers?: { [name: string]: string }) => Promise<Answer>
  /** Creates by a smallest valid request, and returns the id. */
  readonly create: (prompt: string, fields?: Json) => Promise<string>
  readonly poll: (id: string, key?: string) => Promise<Answer>
  /** The link that a finished task's answer gives, wherever it stands. */
  readonly link: (id: string) => Promise<string>
}

const paths: { readonly [mount in MountName]: { readonly create: string; readonly query: string } } = {
  default: { create: '/v1/grok/videos', query: '/v1/result/' },
  globalaiopc: { create: '/v1/grok/videos', query: '/v1/result/' },
  xingchaoyiqing: { create: '/v1/grok/videos', query: '/v1/result/' },
  cometapi: { create: '/grok/v1/videos/', query: '/grok/v1/videos/' },
  xai: { create: '/v1/videos/', query: '/v1/videos/' },
}

export function clientOf(simulator: TestSimulator, mount: MountName): Client {
  const base = mount === 'default' ? simulator.baseUrl : simulator.baseUrls[mount]
  const { create, query } = paths[mount]
  const isGateway = create === '/v1/grok/videos'
  const call = async (url: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(url, { redirect: 'manual', ...init })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, json: parsed(text) }
  }
  const client: Client = {
    post: (operation, body, headers = {}) =>
      call(`${base}${create}${isGateway ? '' : operation}`, {
        method: 'POST',
        headers: { authorization: 'Bearer test-key', 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    async create(prompt, fields = {}) {
      const model = isGateway ? { model: 'grok_video3' } : {}
      const { status, text, json } = await client.post('generations', { ...model, prompt, ...fields })
      const id = json?.request_id ?? json?.id
      if (typeof id !== 'string') throw new Error(`creation answered ${status} ${text}`)
      return id
    },
    poll: (id, key = 'test-key') =>
      call(`${base}${query}${id}`, { headers: { authorization: `Bearer ${key}` } }),
    async link(id) {
      const { text } = await client.poll(id)
      return /http:[^"]+\.mp4|http:[^"]+\/content/.exec(text)?.[0] ?? ''
    },
  }
  return client
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
