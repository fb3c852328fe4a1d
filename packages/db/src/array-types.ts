/**
 * Arrays of the three element types that our statements use. Left to itself the driver asks each new connection for all
 * array types of the server, and nobody waits for that question: a connection that breaks under it rejects a promise
 * without a handler, which ends the process (postgres 3.4.9, `fetchArrayTypes` in connection.js).
 */
export const arrayTypes = {
  texts: { to: 1009, from: [1009], serialize: writeArray, parse: readArray },
  integers: {
    to: 1007,
    from: [1007],
    serialize: writeArray,
    parse: readNumbers,
  },
  doubles: { to: 1022, from: [1022], serialize: writeArray, parse: readNumbers },
}

type Element = string | number | null

/** Every element in quotes, so that nothing in it can be taken for a bracket, a comma or a null. */
function writeArray(elements: readonly Element[]): string {
  const written = elements.map((element) =>
    element === null ? 'null' : `"${String(element).replace(/["\\]/g, '\\$&')}"`,
  )
  return `{${written.join(',')}}`
}

function readNumbers(text: string): (number | null)[] {
  return readArray(text).map((element) => (element === null ? null : Number(element)))
}

/** One dimension. */
function readArray(text: string): (string | null)[] {
  return [...text.slice(1, -1).matchAll(/"((?:[^"\\]|\\[\s\S])*)"|([^",]+)/g)].map(
    ([, quoted, plain = '']) => {
      if (quoted !== undefined) return quoted.replace(/\\([\s\S])/g, '$1')
      return plain === 'NULL' ? null : plain
    },
  )
}
