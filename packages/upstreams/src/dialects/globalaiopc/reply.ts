import { z } from 'zod'
import type { Reply } from '../../port.ts'

/** The body of a reply as far as it can be trusted to be anything. */
export type ReplyBody =
  | { readonly kind: 'task'; readonly task: TaskReply }
  | { readonly kind: 'empty' }
  | { readonly kind: 'other'; readonly what: string }

/** Create and query answer with the same object; only what we read, and nothing in it is required. */
export type TaskReply = z.infer<typeof taskSchema>

const text = z.string().nullish().catch(null)
const number = z.number().nullish().catch(null)

const taskSchema = z.object({
  id: z.union([z.string(), z.int()]).nullish().catch(null),
  status: text,
  model: text,
  created: number,
  video_url: text,
  actualDuration: number,
  error: z.unknown().optional(),
  code: z.union([z.string(), z.number()]).nullish().catch(null),
  message: text,
  msg: text,
  detail: text,
})

export function readBody(reply: Reply): ReplyBody {
  const type = reply.contentType?.split(';')[0]?.trim().toLowerCase() ?? ''
  const trimmed = reply.body.trim()
  if (trimmed === '') return { kind: 'empty' }
  if (type.includes('html') || trimmed.startsWith('<')) return { kind: 'other', what: 'a web page' }
  if (!trimmed.startsWith('{')) return { kind: 'other', what: `${type || 'text'} that is no JSON object` }
  const json = parseJson(trimmed)
  const task = taskSchema.safeParse(json)
  return task.success ? { kind: 'task', task: task.data } : { kind: 'other', what: 'broken JSON' }
}

/** Error bodies are not documented: a string, an object with a message, or code and message beside each other. */
export function errorOf(task: TaskReply): { code: string | null; message: string | null } {
  const inner = errorSchema.safeParse(task.error)
  const nested = inner.success ? inner.data : null
  const outer = typeof task.error === 'string' && task.error !== '' ? task.error : null
  const code = nested?.code ?? nested?.type ?? task.code ?? null
  const message = outer ?? nested?.message ?? task.message ?? task.msg ?? task.detail ?? null
  return {
    code: code === null || code === '' ? null : String(code),
    message: message === '' ? null : message,
  }
}

const errorSchema = z.object({
  code: z.union([z.string(), z.number()]).nullish().catch(null),
  type: text,
  message: text,
})

/** The task's id if it is one that can be asked about. */
export function taskIdOf(task: TaskReply): string | null {
  const id = String(task.id ?? '').trim()
  const usable = id.length <= 200 && /^[^\s\p{Cc}]+$/u.test(id) && !/^\.+$/.test(id)
  return usable ? id : null
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    // Not an error here: what does not parse is reported as such, with the raw text kept in the exchange.
    return null
  }
}
