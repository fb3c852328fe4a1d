import { type Draft, emptyDraft, type Source } from './draft.ts'

/** What a reload must not lose, as text for the tab's own storage. Files up to this size are part of it. */
export const keptFileBytesMax = 1_048_576

type KeptSource =
  | Exclude<Source, { kind: 'file' }>
  | (Extract<Source, { kind: 'file' }> & { bytes: string | null })

type Kept = Omit<Draft, 'source' | 'edits' | 'map' | 'images'> & {
  readonly version: 1
  readonly source: KeptSource
  readonly edits: {
    readonly cells: readonly (readonly [string, string])[]
    readonly headers: readonly (readonly [number, string])[]
    readonly dropped: readonly number[]
    readonly lines: readonly (readonly [number, string])[]
  }
  readonly map: readonly (readonly [string, string])[]
  readonly images: readonly (readonly [string, string])[]
}

export async function textOfDraft(draft: Draft): Promise<string> {
  const { edits, map, images, ...rest } = draft
  const kept: Kept = {
    ...rest,
    version: 1,
    source: await keptSource(draft.source),
    edits: {
      cells: [...edits.cells],
      headers: [...edits.headers],
      dropped: [...edits.dropped],
      lines: [...edits.lines],
    },
    map: [...map],
    images: [...images],
  }
  return JSON.stringify(kept)
}

/** Null: it is nothing of ours. */
export function draftOfText(text: string): Draft | null {
  try {
    const { version, source, edits, map, images, ...rest } = JSON.parse(text) as Kept
    if (version !== 1) return null
    return {
      ...emptyDraft,
      ...rest,
      source: sourceOf(source),
      edits: {
        cells: new Map(edits.cells),
        headers: new Map(edits.headers),
        dropped: new Set(edits.dropped),
        lines: new Map(edits.lines),
      },
      map: new Map(map),
      images: new Map(images),
    }
  } catch {
    // A page of another version wrote it: to begin anew is better than to fail.
    return null
  }
}

async function keptSource(source: Source): Promise<KeptSource> {
  if (source.kind !== 'file') return source
  const { file } = source
  const bytes = file === null || file.size > keptFileBytesMax ? null : base64Of(await file.arrayBuffer())
  return { ...source, file: null, bytes }
}

function sourceOf(kept: KeptSource): Source {
  if (kept.kind !== 'file') return kept
  const { bytes, ...source } = kept
  return { ...source, file: bytes === null ? null : new Blob([bytesOf(bytes)]) }
}

const pieceLength = 32_768

function base64Of(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer)
  let text = ''
  // In pieces: a call takes only so many arguments.
  for (let from = 0; from < bytes.length; from += pieceLength) {
    text += String.fromCharCode(...bytes.subarray(from, from + pieceLength))
  }
  return btoa(text)
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}
