import type { Exchange, Reply } from '../exchange.ts'
import type { Tag } from '../storage/object-facts.ts'
import {
  child,
  children,
  childText,
  malformed,
  readXml,
  requiredText,
  xmlLimitBytes,
} from '../xml/read-xml.ts'
import { writeXml } from '../xml/write-xml.ts'
import { noSuchKey } from './get-object.ts'
import { checkTags } from './tag-rules.ts'
import { xmlReply } from './xml-reply.ts'

export async function getTags({ storage, target }: Exchange): Promise<Reply> {
  const object = await storage.objects.find(target.bucket, target.key)
  if (object === null) throw noSuchKey(target.key)
  const tags = object.tags.map(({ key, value }) => {
    return [
      'Tag',
      [
        ['Key', key],
        ['Value', value],
      ],
    ] as [string, [string, string][]]
  })
  return xmlReply(writeXml('Tagging', [['TagSet', tags]]))
}

export async function putTags(exchange: Exchange): Promise<Reply> {
  const { bytes } = await exchange.payload().whole(xmlLimitBytes)
  const tagSet = child(readXml(bytes, 'Tagging'), 'TagSet')
  if (tagSet === undefined) throw malformed('TagSet is missing')
  const tags = children(tagSet, 'Tag').map((tag) => {
    return { key: requiredText(tag, 'Key'), value: childText(tag, 'Value') ?? '' }
  })
  return setTags(exchange, checkTags(tags), 200)
}

export async function deleteTags(exchange: Exchange): Promise<Reply> {
  return setTags(exchange, [], 204)
}

async function setTags({ storage, target }: Exchange, tags: Tag[], status: number): Promise<Reply> {
  const found = await storage.objects.setTags(target.bucket, target.key, tags)
  if (!found) throw noSuchKey(target.key)
  return { status }
}
