import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExportLine } from '../client/read-export.ts'
import type { WantedClip } from './plan-pull.ts'

const header = 'file,row,custom_id,job_id,state,bytes,sha256'

/** `manifest.csv` beside the clips: which file is which row. False: a file of that name is not ours, and is left alone. */
export async function writeManifest(
  directory: string,
  lines: readonly ExportLine[],
  clips: readonly WantedClip[],
): Promise<boolean> {
  const path = join(directory, 'manifest.csv')
  const standing = await readStanding(path)
  if (standing !== null && !standing.startsWith(header)) return false
  const files = new Map(clips.map((clip) => [clip.jobId, clip]))
  const rows = lines.map((line) => {
    const clip = files.get(line.jobId)
    return [
      cell(clip?.file ?? ''),
      line.row ?? '',
      cell(line.customId ?? ''),
      line.jobId,
      line.state,
      clip?.bytes ?? '',
      clip?.sha256 ?? '',
    ].join(',')
  })
  await writeFile(`${path}.part`, `${[header, ...rows].join('\r\n')}\r\n`)
  await rename(`${path}.part`, path)
  return true
}

async function readStanding(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** No spreadsheet may take a person's own name for a formula. */
function cell(text: string): string {
  const safe = /^[\s\p{C}]*[=+\-@＝＋－＠]/u.test(text) ? `'${text}` : text
  return /[",\r\n\t']/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe
}
