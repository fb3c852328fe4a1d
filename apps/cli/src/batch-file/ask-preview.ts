import type { Query } from '../client/client.ts'
import type { BatchPreview } from '../client/shapes.ts'
import type { CommandContext } from '../context.ts'
import { sendImages } from '../images/send-images.ts'
import type { BatchFile } from './open-batch-file.ts'

/** What the file would do, and the query that said so: with the file's own images, where it names any. */
export type Asked = { readonly preview: BatchPreview; readonly query: Query }

/**
 * What the file would do and cost; nothing is admitted by asking. Images that it names by their paths are sent along first,
 * and asked about again as what they are.
 */
export async function askPreview(
  context: Pick<CommandContext, 'client' | 'terminal' | 'callerDir'>,
  file: BatchFile,
  query: Query,
): Promise<Asked> {
  const ask = (asked: Query) =>
    context.client.post<BatchPreview>('/v1/batches', {
      query: { ...asked, dry_run: true },
      file,
      timeoutMs: uploadTimeoutMs,
    })
  const preview = await ask(query)
  const { local_images: paths } = preview
  if (paths.length === 0) return { preview, query }
  const withImages = { ...query, images: await sendImages(context, file.path, paths) }
  return { preview: await ask(withImages), query: withImages }
}

/** A file of 50,000 rows over a slow line. */
export const uploadTimeoutMs = 600_000
