import type { Exchange, Reply } from '../exchange.ts'
import { S3Error } from '../s3-error.ts'
import { keyLimitBytes } from '../target.ts'
import { children, childText, malformed, readXml, requiredText, xmlLimitBytes } from '../xml/read-xml.ts'
import { writeXml, type XmlNode } from '../xml/write-xml.ts'
import { xmlReply } from './xml-reply.ts'

/** An object that was not there is as deleted as one that was. */
export async function deleteObject({ target, storage, header }: Exchange): Promise<Reply> {
  await storage.objects.remove(target.bucket, target.key, header('if-match') ?? null)
  return { status: 204 }
}

export async function deleteObjects(exchange: Exchange): Promise<Reply> {
  const { bytes } = await exchange.payload().whole(xmlLimitBytes)
  const document = readXml(bytes, 'Delete')
  const wanted = children(document, 'Object').map((object) => {
    if (childText(object, 'VersionId')) throw new S3Error('NotImplemented', 'This server keeps no versions.')
    return { key: requiredText(object, 'Key'), ifMatch: childText(object, 'ETag') ?? null }
  })
  if (wanted.length < 1 || wanted.length > 1000) throw malformed('it must name 1 to 1000 objects')
  const quiet = childText(document, 'Quiet')?.trim() === 'true'
  const results: XmlNode[] = []
  for (const { key, ifMatch } of wanted) {
    const refused = await removeOne(exchange, key, ifMatch)
    if (refused)
      results.push([
        'Error',
        [
          ['Key', key],
          ['Code', refused.code],
          ['Message', refused.message],
        ],
      ])
    else if (!quiet) results.push(['Deleted', [['Key', key]]])
  }
  return xmlReply(writeXml('DeleteResult', results))
}

/** One refusal does not keep the others from being deleted. */
async function removeOne(
  { target, storage }: Exchange,
  key: string,
  ifMatch: string | null,
): Promise<S3Error | null> {
  if (key === '' || Buffer.byteLength(key) > keyLimitBytes) {
    return new S3Error('KeyTooLongError', `A key has 1 to ${keyLimitBytes} bytes.`)
  }
  try {
    await storage.objects.remove(target.bucket, key, ifMatch)
    return null
  } catch (error) {
    if (error instanceof S3Error) return error
    throw error
  }
}
