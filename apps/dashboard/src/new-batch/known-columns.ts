/** What columns of a file mean to a batch, in the order people think of them. A test holds the names to the api's. */
export const knownColumns: Readonly<Record<string, string>> = {
  prompt: 'what the clip shows',
  custom_id: 'your own id of the row',
  name: 'a title for people',
  model: 'which model',
  upstream: 'which upstream',
  operation: 'generate, edit or extend',
  duration: 'seconds',
  aspect_ratio: 'such as 16:9',
  resolution: 'such as 720p',
  image_urls: 'images to start from',
  video_url: 'the clip to edit or extend',
  priority: '0 to 9, 9 first',
  takes: 'how many clips of it',
}
