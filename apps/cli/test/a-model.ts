import type { Exchange, Model } from '../src/client/shapes.ts'

type Mode = Model['modes'][number]

/** A mode that makes clips of 6 to 30 seconds from text; a test says only what matters to it. */
export function aMode(overrides: Partial<Mode> = {}): Mode {
  return {
    mode: 'text',
    words: 'from text',
    operation: 'generate',
    duration: { kind: 'range', allowed: ['6 to 30'], default: 10, min_s: 6, max_s: 30 },
    aspect_ratios: { allowed: ['16:9', '9:16'], default: '16:9' },
    resolutions: { allowed: ['720p', '480p'], default: '720p' },
    images: { min: 0, max: 0, base64: false },
    video: null,
    ...overrides,
  }
}

export function aModel(overrides: Partial<Model> = {}): Model {
  return {
    model: 'model-a',
    aliases: [],
    operations: ['generate'],
    modes: [aMode()],
    prompt_max_chars: null,
    price: { unit: 'second', ticks: '500000000', by_resolution: null, per_image_ticks: null },
    price_version: 'test',
    poll: { first: [], min_s: 30, max_s: 60, growth: null, deadline_s: 7200, overdue_s: 300 },
    source: 'a document',
    ...overrides,
  }
}

export function anExchange(overrides: Partial<Exchange> = {}): Exchange {
  return {
    id: '1',
    at: '2026-11-20T12:00:00.000Z',
    step: 'poll',
    submission_id: null,
    method: 'GET',
    path: '/v1/result/task-1',
    http_status: 200,
    content_type: 'application/json',
    body: '{"id":"task-1","status":"processing","progress":10}',
    duration_ms: 12,
    read_as: 'poll-pending',
    surprises: [],
    ...overrides,
  }
}
