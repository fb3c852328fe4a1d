import type { Advice } from './profile.ts'

const createTask = 'GlobalAiOpc and XingChaoYiQing, Create Task'

/** What a vendor advises for the prompts of any Grok model. */
export const fullPrompts: Advice = {
  code: 'prompt_thin',
  message: 'Prompts with fewer than eight words: name subject, action, camera movement and style.',
  source: createTask,
}

export const fewImages: Advice = {
  code: 'images_slow',
  message: 'Several images: each usually makes queue and rendering longer.',
  source: createTask,
}

export const goodImages: Advice = {
  code: 'image_quality',
  models: ['grok_video3_max'],
  message: 'Images for grok_video3_max: give public links to images of high quality.',
  source: 'GlobalAiOpc, Create Task',
}

export const noDataLinks: Advice = {
  code: 'image_data_links',
  message: 'Images inside the request: a gateway’s proxy may refuse long requests; public links are safer.',
  source: 'observed at a kindred gateway (Wei-Shaw/sub2api 4170)',
}

/** For models whose `promptMaxChars` is the figure of that schema. */
export const shortPrompts: Advice = {
  code: 'prompt_long',
  message:
    'Prompts over 4096 characters: xAI documents no limit, but another service’s schema of it has this one.',
  source: 'Comfy, schema of xAI’s video models',
}
