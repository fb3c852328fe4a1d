import type { Exchange, Reply } from '../exchange.ts'

export async function abortUpload({ target, storage }: Exchange): Promise<Reply> {
  const id = target.query.get('uploadId') ?? ''
  await storage.uploads.whileHeld(target.bucket, id, async () => {
    storage.uploads.find(target.bucket, target.key, id)
    storage.uploads.remove(target.bucket, id)
  })
  return { status: 204 }
}
