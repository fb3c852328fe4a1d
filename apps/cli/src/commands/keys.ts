import type { Key, RevokedKey } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { keyLines, limitWords, revokedLines, spentWords } from '../print/key-words.ts'
import { table } from '../print/table.ts'
import { readPages } from './read-pages.ts'

export async function listKeys(
  { client, terminal, json, when }: CommandContext,
  { owner }: { readonly owner?: string },
): Promise<ExitCode> {
  const page = await readPages<Key>(client, '/v1/keys', { owner }, { limit: '200', all: true })
  if (json) {
    terminal.print(JSON.stringify(page, null, 2))
    return exitCodes.done
  }
  terminal.print(
    table(
      page.data,
      [
        { title: 'KEY', value: (key) => key.id },
        { title: 'NAME', value: (key) => key.name, shrinks: true },
        { title: 'OWNER', value: (key) => key.owner, shrinks: true, leaves: 6 },
        { title: 'ENDS', value: (key) => (key.last_four === null ? '' : `…${key.last_four}`), leaves: 3 },
        { title: 'STATE', value: (key) => key.state },
        { title: 'SCOPES', value: (key) => key.scopes.join(' '), leaves: 5 },
        { title: 'SPENT', value: spentWords, shrinks: true, leaves: 7 },
        { title: 'LIMITS', value: (key) => limitWords(key).join(', '), shrinks: true, leaves: 4 },
        {
          title: 'LAST USED',
          value: (key) => (key.last_used_at === null ? '' : when(key.last_used_at)),
          leaves: 1,
        },
        {
          title: 'EXPIRES',
          value: (key) => (key.expires_at === null ? '' : when(key.expires_at)),
          leaves: 2,
        },
      ],
      terminal.width,
    ),
  )
  return exitCodes.done
}

export async function showKey(
  { client, terminal, json, when }: CommandContext,
  id: string,
): Promise<ExitCode> {
  const key = await client.get<Key>(`/v1/keys/${encodeURIComponent(id)}`)
  terminal.print(json ? JSON.stringify(key, null, 2) : keyLines(key, when))
  return exitCodes.done
}

export async function revokeKey(
  { client, terminal, json }: CommandContext,
  id: string,
  { reason }: { readonly reason: string },
): Promise<ExitCode> {
  const key = await client.post<RevokedKey>(`/v1/keys/${encodeURIComponent(id)}/revoke`, { body: { reason } })
  if (json) terminal.print(JSON.stringify(key, null, 2))
  else {
    terminal.print(revokedLines(key))
  }
  return exitCodes.done
}
