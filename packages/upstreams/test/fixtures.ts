import { readdirSync, readFileSync } from 'node:fs'
import { type Profile, profiles, type TaskId } from '@reelkeep/core'
import { dialects } from '../src/dialects/dialects.ts'
import type { AskedOf, Dialect, PollEvent, Reply, SubmitEvent } from '../src/port.ts'

/** One reply of a vendor's as a document or a report has it, and what it means to us. */
export type Fixture = {
  readonly dialect: Dialect
  /** `<call>.<case>` */
  readonly name: string
  readonly call: 'create' | 'query'
  readonly asked: AskedOf
  readonly reply: Reply
  readonly expect: { readonly [field: string]: unknown }
  readonly surprises: readonly unknown[]
}

type FixtureFile = {
  source: string
  note?: string
  asked?: { task_id?: string; failed_is_free?: boolean; allow_http_links?: boolean }
  reply: {
    status: number
    content_type: string | null
    headers?: Reply['headers']
    body?: unknown
    body_text?: string
  }
  expect: { surprises?: unknown[]; [field: string]: unknown }
}

/** Every fixture of every dialect in the table: a new dialect's are found by themselves. */
export const fixtures: readonly Fixture[] = Object.values(dialects).flatMap((dialect) =>
  fixtureNames(dialect).map((name) => readFixture(dialect, name)),
)

function fixtureNames(dialect: Dialect): readonly string[] {
  return readdirSync(folderOf(dialect))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort()
}

function readFixture(dialect: Dialect, name: string): Fixture {
  const file = JSON.parse(readFileSync(new URL(`${name}.json`, folderOf(dialect)), 'utf8')) as FixtureFile
  const [call = ''] = name.split('.')
  if ((call !== 'create' && call !== 'query') || !file.source) {
    throw new Error(`${dialect.name}/${name}: name it create.<case> or query.<case>, and give its source`)
  }
  const { surprises = [], ...expected } = file.expect
  return {
    dialect,
    name,
    call,
    asked: {
      taskId: (file.asked?.task_id ?? '') as TaskId,
      failedIsFree: file.asked?.failed_is_free ?? false,
      allowHttpLinks: file.asked?.allow_http_links ?? false,
      reportedTicksAre: profileOf(dialect).reportedTicksAre,
    },
    reply: {
      status: file.reply.status,
      contentType: file.reply.content_type,
      headers: file.reply.headers ?? {},
      body: file.reply.body_text ?? JSON.stringify(file.reply.body),
    },
    expect: expected,
    surprises,
  }
}

export function readFixtureReply({ dialect, call, asked }: Fixture, reply: Reply): SubmitEvent | PollEvent {
  return call === 'create' ? dialect.readSubmit(reply) : dialect.readPoll(reply, asked)
}

/** Any profile that speaks the dialect: what a reply is worth is the profile's to say. */
export function profileOf(dialect: Dialect): Profile {
  const profile = Object.values(profiles).find((candidate) => candidate.dialect === dialect.name)
  if (!profile) throw new Error(`no profile speaks ${dialect.name}`)
  return profile
}

function folderOf(dialect: Dialect): URL {
  return new URL(`../src/dialects/${dialect.name}/fixtures/`, import.meta.url)
}
