import type { ImageLinkChecker, Store } from '@reelkeep/archive'
import type { Database } from '@reelkeep/db'
import type { Producer } from '@reelkeep/queue'
import type { UpstreamSettings } from '@reelkeep/upstreams'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { ApiConfig } from './config.ts'

/** What routes are given. Plain values; nothing here is reached through a module. */
export type AppDeps = {
  readonly db: Database
  readonly producer: Producer
  readonly store: Store
  /** The only way in which the api speaks to strangers. */
  readonly imageLinks: ImageLinkChecker
  /** Every upstream of the configuration, whether it has a key or not. */
  readonly upstreams: readonly UpstreamSettings[]
  readonly config: ApiConfig
  readonly clock: Clock
}

/** The time as this process believes it: for sessions and link lifetimes. Rows take Postgres' own now(). */
export type Clock = { readonly now: () => Date }

/** Fastify as our routes see it: zod in, zod out. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>
