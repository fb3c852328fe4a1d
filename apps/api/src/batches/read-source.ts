import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { ApiError, bodyTooLarge, type Detail, invalidValue, unsupportedMediaType } from '../errors.ts'
import { refuseDeepJson } from '../json-depth.ts'
import { type BatchFields, type BatchQuery, readBodyFields, readQueryFields } from './batch-fields.ts'
import { decodeText } from './decode-text.ts'
import { type HashedBody, hashedBody } from './hashed-body.ts'
import { jsonRows } from './json-rows.ts'
import { readNdjson } from './ndjson-rows.ts'
import { guessNotice, notTaken, readRecords, readTable, wholeOf } from './read-table.ts'
import type { WorkbookReader } from './read-workbook.ts'
import type { SheetRecord } from './sheet-rows.ts'
import type { SourceRow } from './source-row.ts'

/** A request taken apart: what is asked of the batch, and its rows one by one. */
export type Source = {
  readonly fields: BatchFields
  /** The header of a sheet; empty for everything else. */
  readonly columns: readonly string[]
  readonly rows: AsyncIterable<SourceRow> | Iterable<SourceRow>
  readonly body: HashedBody
  /** Warnings about the file as a whole; complete once the rows have been read. */
  readonly notices: readonly Detail[]
}

export const fileBytesMax = 64 * 1024 * 1024
/** JSON is held whole while it is read, so that it is shorter than a file may be. */
export const jsonBytesMax = 16 * 1024 * 1024

export const sheetTypes = [
  'text/csv',
  'text/tab-separated-values',
  'application/csv',
  'application/vnd.ms-excel',
]
export const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
export const lineTypes = [
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/x-jsonlines',
]

/** Reads by content type; the body is streamed, except JSON and workbooks. */
export async function readSource(
  request: FastifyRequest,
  query: BatchQuery,
  workbooks: WorkbookReader,
): Promise<Source> {
  const { type, charset } = contentTypeOf(request)
  const bytes = bytesOf(request.body)
  if (type === 'application/json') {
    const body = hashedBody(bytes, jsonBytesMax)
    const fields = readBodyFields(await readJson(body), query)
    // Lists that make the rows are used up by them.
    const rest = fields.items === null ? { ...fields, variables: new Map() } : fields
    return { fields: rest, columns: [], rows: jsonRows(fields), body, notices: [] }
  }
  const fields = readQueryFields(query)
  const body = hashedBody(bytes, fileBytesMax)
  const said = charsetOf(fields.file.charset, charset)
  if (lineTypes.includes(type)) return readLines(fields, body, said)
  const notices: Detail[] = []
  const asked = { charset: said, sheet: fields.file.sheet, isWorkbook: type === workbookType }
  const { header, rows } = await readTable(body.bytes, fields, asked, notices, workbooks)
  return { fields, columns: header, rows, body, notices }
}

function readLines(fields: BatchFields, body: HashedBody, charset: string | null): Source {
  const { sheet, map } = fields.file
  if (map.size > 0) throw notTaken('map', 'lines of JSON have no header; rename the keys')
  if (sheet !== null) throw notTaken('sheet', 'only a workbook has sheets')
  const notices: Detail[] = []
  const text = decodeText(body.bytes, charset, (guess) => notices.push(guessNotice(guess)))
  return { fields, columns: [], rows: readNdjson(text), body, notices }
}

/** What the caller names, in the query or the content type, is not guessed at. */
function charsetOf(asked: string | null, charset: string | null): string | null {
  if (asked === null || charset === null) return asked ?? charset
  if (asked.toLowerCase() === charset.toLowerCase()) return charset
  const message = `The query says charset ${asked}, the content type ${charset}; keep one.`
  throw invalidValue('charset', 'charset_twice', message)
}

function contentTypeOf(request: FastifyRequest): { type: string; charset: string | null } {
  const header = request.headers['content-type'] ?? ''
  const [type = '', ...parameters] = header.split(';').map((part) => part.trim().toLowerCase())
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity')
    throw unsupportedMediaType(`content-encoding: ${encoding}`, ['the body as it is'])
  const known = ['application/json', ...sheetTypes, workbookType, ...lineTypes]
  if (!known.includes(type)) {
    throw unsupportedMediaType(request.headers['content-type'], [
      'application/json',
      'text/csv',
      'application/x-ndjson',
      workbookType,
    ])
  }
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))
  return { type, charset: charset?.slice('charset='.length).replace(/^"|"$/g, '') || null }
}

/** The lines of a table alone, for who wants to see them before anything is asked for. */
export async function readTableRecords(
  request: FastifyRequest,
  asked: { readonly charset: string | null; readonly sheet: string | null },
  notices: Detail[],
  workbooks: WorkbookReader,
): Promise<AsyncGenerator<SheetRecord>> {
  const { type, charset } = contentTypeOf(request)
  if (![...sheetTypes, workbookType].includes(type)) {
    throw unsupportedMediaType(type, ['text/csv', workbookType])
  }
  // Held whole: a browser reads no answer before all of its file has left, so that one which begins earlier would have
  // both wait for each other.
  const body = await wholeOf(hashedBody(bytesOf(request.body), fileBytesMax).bytes)
  const said = {
    charset: charsetOf(asked.charset, charset),
    sheet: asked.sheet,
    isWorkbook: type === workbookType,
  }
  return readRecords(piecesOf(body), said, notices, workbooks)
}

const pieceBytes = 65_536

async function* piecesOf(whole: Buffer): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < whole.length; from += pieceBytes) yield whole.subarray(from, from + pieceBytes)
}

/** The route's parsers hand the body on as it comes. */
function bytesOf(body: unknown): AsyncIterable<Uint8Array> {
  // Reading stops at the first refusal; the connection must live on to carry it.
  if (body instanceof Readable) return body.iterator({ destroyOnReturn: false })
  throw invalidValue('body', 'body_missing', 'The body is empty; send a JSON object or a file.')
}

async function readJson(body: HashedBody): Promise<unknown> {
  let whole: Buffer
  try {
    whole = await wholeOf(body.bytes)
  } catch (error) {
    if (error instanceof ApiError && error.type === 'too_large') throw jsonTooLarge()
    throw error
  }
  try {
    return refuseDeepJson(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(whole)))
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof TypeError)) throw error
    throw invalidValue('body', 'body_not_json', 'The body is not valid JSON.')
  }
}

function jsonTooLarge(): ApiError {
  const plain = bodyTooLarge(jsonBytesMax)
  return new ApiError({
    type: plain.type,
    code: plain.code,
    message: `${plain.message} Send the rows as a file, text/csv or application/x-ndjson, of up to ${fileBytesMax} bytes.`,
  })
}
