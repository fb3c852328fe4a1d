import type { FastifyRequest } from 'fastify'
import { callerOf, type Scope } from '../caller.ts'
import type { App } from '../deps.ts'
import { scopeMissing } from '../errors.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Every address with what it needs, as they were registered. */
    routeTable: () => RouteEntry[]
  }
}

export type RouteEntry = {
  readonly method: string
  readonly url: string
  /** Null: nobody said, and the start fails. */
  readonly needs: Scope | 'any' | 'public' | null
}

type RouteSettings = {
  readonly method: string | string[]
  readonly url: string
  readonly config?: { readonly public?: boolean; readonly scope?: Scope | 'any' }
}

/** Keeps the table of addresses and their scopes. An address that changes things and names no scope stops the start. */
export function registerScopes(app: App): void {
  // Read only when all are known: a group of routes may still be declared public after its routes are made.
  const routes: RouteSettings[] = []
  app.decorate('routeTable', () => routes.flatMap(entriesOf))
  app.addHook('onRoute', (route) => void routes.push(route))
  app.addHook('onReady', async () => {
    const open = app.routeTable().filter(({ needs }) => needs === null)
    if (open.length === 0) return
    const names = open.map(({ method, url }) => `${method} ${url}`)
    throw new Error(`a route must say which scope it needs: ${names.join(', ')}`)
  })
}

/** Refuses a caller whose key lacks the scope of the route. */
export function requireScope(request: FastifyRequest): void {
  const { scopes } = callerOf(request)
  const needs = needOf(request.method, request.routeOptions.config)
  if (needs === 'any' || needs === 'public') return
  if (needs === null || !scopes.includes(needs)) throw scopeMissing(needs ?? 'admin', scopes)
}

function entriesOf({ method, url, config }: RouteSettings): RouteEntry[] {
  return [method].flat().map((name) => ({ method: name, url, needs: needOf(name, config ?? {}) }))
}

function needOf(method: string, config: NonNullable<RouteSettings['config']>): RouteEntry['needs'] {
  if (config.public === true) return 'public'
  return config.scope ?? (method === 'GET' || method === 'HEAD' ? 'read' : null)
}
