import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { QueueSettings } from '@reelkeep/queue'

/** One script over a plain socket: the client library belongs to the queue's own room. `ARGV[1]` is our prefix. */
export async function runScript(queue: QueueSettings, script: string): Promise<string> {
  if (queue.kind !== 'redis') throw new Error('only Redis runs scripts')
  const { hostname, port, username, password } = new URL(queue.url)
  const socket = connect(Number(port), hostname)
  if (password)
    await command(socket, ['AUTH', decodeURIComponent(username) || 'default', decodeURIComponent(password)])
  const answer = await command(socket, ['EVAL', script, '0', queue.prefix])
  socket.destroy()
  return answer
}

export const deleteScript =
  "for _, key in ipairs(redis.call('keys', ARGV[1] .. '*')) do redis.call('del', key) end"

export const dumpScript = `
  local out = {}
  for _, key in ipairs(redis.call('keys', ARGV[1] .. '*')) do
    out[#out + 1] = key
    local kind = redis.call('type', key).ok
    if kind == 'hash' then for _, part in ipairs(redis.call('hgetall', key)) do out[#out + 1] = part end end
    if kind == 'string' then out[#out + 1] = redis.call('get', key) end
  end
  return table.concat(out, ' ')`

async function command(socket: Socket, words: readonly string[]): Promise<string> {
  socket.write(`*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`)
  const [answer] = await once(socket, 'data')
  if (String(answer).startsWith('-')) throw new Error(`Redis refused ${words[0]}: ${answer}`)
  return String(answer)
}
