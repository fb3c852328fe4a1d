// Writes S3's documents: elements and text, nothing more.

export type XmlContent = string | number | boolean | XmlNode[]

/** null content leaves the element out. */
export type XmlNode = readonly [name: string, content: XmlContent | null]

export function writeXml(root: string, content: XmlNode[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${namespace}">${writeNodes(content)}</${root}>`
}

/** Errors carry no namespace; some clients look for them without one. */
export function writeErrorXml(content: XmlNode[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${writeNodes(content)}</Error>`
}

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/'

function writeNodes(nodes: readonly XmlNode[]): string {
  let text = ''
  for (const [name, content] of nodes) {
    if (content === null) continue
    text += `<${name}>${Array.isArray(content) ? writeNodes(content) : escapeText(String(content))}</${name}>`
  }
  return text
}

// Control characters, and the newlines a reader would fold into one, go out by number.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be escaped
const special = /[&<>"\u0000-\u001f\u007f-\u009f\u2028\ufffe\uffff]/g

function escapeText(text: string): string {
  return text.replaceAll(special, (character) => {
    switch (character) {
      case '&':
        return '&amp;'
      case '<':
        return '&lt;'
      case '>':
        return '&gt;'
      case '"':
        return '&quot;'
      default:
        return `&#x${character.charCodeAt(0).toString(16)};`
    }
  })
}
