import { randomUUID } from 'node:crypto'
import type { Vendor } from '../vendor.ts'
import { type Flavor, limitsByFlavor } from './models.ts'
import { priceOf, prices } from './prices.ts'
import { readCreation } from './read-creation.ts'
import { renderSpan } from './render-times.ts'
import { creationJson, taskJson } from './task-json.ts'

const createPath = '/v1/grok/videos'
const queryPath = '/v1/result/'
const contentPath = /^\/v1\/videos\/([\w-]+)\/content$/

/** GlobalAiOpc and XingChaoYiQing: one service, two sets of limits. Errors are one flat string; no document shows them. */
export function gateway(flavor: Flavor): Vendor {
  const limits = limitsByFlavor[flavor]
  const vendor: Vendor = {
    // "Generated video URLs are typically valid for 24 hours".
    linkLifetimeS: 24 * 60 * 60,
    priceList: Object.fromEntries(
      Object.entries(prices).map(([model, { unit, ticks }]) => [model, { unit, ticks: ticks.toString() }]),
    ),
    route(method, path) {
      if (method === 'POST' && path === createPath) return { call: 'create', operation: 'generate' }
      if (method !== 'GET') return null
      if (path.startsWith(queryPath)) return { call: 'query', taskId: path.slice(queryPath.length) }
      const [, taskId] = contentPath.exec(path) ?? []
      return taskId === undefined ? null : { call: 'content', taskId }
    },
    noRoute: (_method, path) => ({
      status: path === createPath || path.startsWith(queryPath) ? 405 : 404,
      contentType: 'application/json',
      body: JSON.stringify({ error: 'no such endpoint' }),
    }),
    readCreation: (_operation, body) => readCreation(body, limits),
    newTaskId: () => `video_${randomUUID()}`,
    renderSpan: ({ model, durationS }) => renderSpan(model, durationS),
    cost({ model, billedS }) {
      const { unit, ticks } = priceOf(model)
      const quantity = unit === 'second' ? billedS : 1
      return { unit, quantity, chargedTicks: (ticks * BigInt(quantity)).toString(), reportedTicks: null }
    },
    creationReply: (task) => ({ status: 200, json: creationJson(task) }),
    taskReply: (view) => ({ status: 200, json: taskJson(view) }),
    errorReply: ({ status, message, headers = {} }) => ({ status, json: { error: message }, headers }),
    keyRefusal: () => ({ status: 401, message: 'invalid api key' }),
    unknownTask: () => vendor.errorReply({ status: 404, message: 'task not found' }),
  }
  return vendor
}
