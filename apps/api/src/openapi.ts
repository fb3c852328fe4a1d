import fastifySwagger from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { App } from './deps.ts'
import { allowPage, docsPolicy } from './plugins/security-headers.ts'

/** Collects the contract from the routes' own schemas. Must come before the routes. */
export async function registerOpenapi(app: App): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Reelkeep',
        version: '1',
        description:
          'A durable queue and archive in front of paid video gateways. Money is decimal text of ticks, 10^10 a dollar; null is unknown. Every POST takes an Idempotency-Key.',
      },
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: 'reelkeep_session' },
        },
      },
      security: [{ key: [] }, { session: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withoutUnused(jsonSchemaTransformObject(document)),
  })
}

/** The page that shows the contract. */
export async function registerDocs(app: App): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, public: true }
    })
    scope.addHook('onRequest', async (_request, reply) => allowPage(reply, docsPolicy))
    await scope.register(fastifySwaggerUi, { routePrefix: '/docs', uiConfig: { tryItOutEnabled: false } })
  })
}

type Contract = ReturnType<typeof jsonSchemaTransformObject>

/** Named schemas come in an input and an output form; those that nothing refers to are taken out of the new document. */
function withoutUnused(contract: Contract): Contract {
  if (!('components' in contract) || contract.components?.schemas === undefined) return contract
  const { components: _, ...rest } = contract
  const schemas = contract.components.schemas
  const used = new Set<string>()
  let text = JSON.stringify(rest)
  for (;;) {
    const found = Object.keys(schemas).filter(
      (name) => !used.has(name) && text.includes(`"#/components/schemas/${name}"`),
    )
    if (found.length === 0) break
    for (const name of found) used.add(name)
    text = JSON.stringify(found.map((name) => schemas[name]))
  }
  for (const name of Object.keys(schemas)) if (!used.has(name)) Reflect.deleteProperty(schemas, name)
  return contract
}
