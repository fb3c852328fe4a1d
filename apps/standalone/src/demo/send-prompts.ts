import type { Api, BatchReply } from './api.ts'

/** Sends the file under one name, so that a second run creates only what is new. */
export async function sendPrompts(
  api: Api,
  name: string,
  csv: string,
  say: (line: string) => void,
): Promise<BatchReply> {
  const batch = await api.send<BatchReply>(`/v1/batches?name=${encodeURIComponent(name)}`, csv, 'text/csv')
  const parts = [
    `${batch.created} rows created`,
    ...(batch.unchanged > 0 ? [`${batch.unchanged} left alone, they are here already`] : []),
    ...(batch.absent > 0
      ? [`${batch.absent} of an earlier run are not in this selection and were left alone`]
      : []),
  ]
  say(parts.join('; '))
  return batch
}
