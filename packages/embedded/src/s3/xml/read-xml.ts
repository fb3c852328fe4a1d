// Reads the few documents clients send. Strangers' XML: no document types, no entities of its own, bounded size.

import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { S3Error } from '../s3-error.ts'

export const xmlLimitBytes = 4 * 1024 * 1024

/** An element: its text, or its children by name, each a list. */
export interface XmlElement {
  text: string
  children: ReadonlyMap<string, readonly XmlElement[]>
}

export function readXml(bytes: Buffer, root: string): XmlElement {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '')
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) throw malformed('it declares a document type')
  if (XMLValidator.validate(text) !== true) throw malformed('it is not well-formed')
  const document = toElement(parser.parse(text))
  const element = child(document, root)
  if (element === undefined) throw malformed(`its root is not ${root}`)
  return element
}

export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.get(name)?.[0]
}

export function children(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.get(name) ?? []
}

export function childText(element: XmlElement, name: string): string | undefined {
  return child(element, name)?.text
}

export function requiredText(element: XmlElement, name: string): string {
  const text = childText(element, name)
  if (text === undefined) throw malformed(`${name} is missing`)
  return text
}

export function malformed(why: string): S3Error {
  return new S3Error('MalformedXML', `The XML could not be used: ${why}.`)
}

// Entities are decoded below: the parser counts them against a limit that ten thousand quoted ETags would pass.
const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  removeNSPrefix: true,
  isArray: () => true,
})

function toElement(value: unknown): XmlElement {
  if (typeof value === 'string') return { text: decodeEntities(value), children: new Map() }
  const children = new Map<string, XmlElement[]>()
  let text = ''
  for (const [name, inner] of Object.entries(value ?? {})) {
    if (name === '#text') text = decodeEntities(String(inner))
    else if (Array.isArray(inner)) children.set(name, inner.map(toElement))
  }
  return { text, children }
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replaceAll(/&(#x?[0-9a-fA-F]{1,6}|[a-z]{2,4});/g, (_, name: string) => {
    const known = entities.get(name)
    if (known !== undefined) return known
    const code = name.startsWith('#x')
      ? Number.parseInt(name.slice(2), 16)
      : Number.parseInt(name.slice(1), 10)
    if (!(code >= 0 && code <= 0x10ffff)) throw malformed(`it uses the unknown entity ${name}`)
    return String.fromCodePoint(code)
  })
}

const entities = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])
