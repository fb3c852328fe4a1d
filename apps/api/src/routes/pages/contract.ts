import type { App } from '../../deps.ts'

/** The contract, as the running server keeps it. */
export function registerContract(app: App): void {
  app.get('/openapi.json', { config: { public: true }, schema: { hide: true } }, async (_request, reply) =>
    reply
      .type('application/json; charset=utf-8')
      .serializer((contract: unknown) => JSON.stringify(contract))
      .send(app.swagger()),
  )
}
