// A file nobody can see yet, in the same file system as its later place, so that a rename puts it there whole.

import { closeSync, fsync, mkdirSync, openSync, rmSync, write, writeSync } from 'node:fs'
import { promisify } from 'node:util'
import { type FileIdentity, identityOf, removeFile } from './file-system.ts'

export type Durability = 'full' | 'off'

export interface TemporaryFile {
  readonly path: string
  /** Small writes are gathered into large ones. */
  write(piece: Buffer): Promise<void>
  /** Everything written is in the file, and on disk where durability asks for it. */
  finish(): Promise<FileIdentity>
  /** Leaves nothing behind; harmless after a rename. */
  discard(): void
}

export interface TemporaryFiles {
  create(): TemporaryFile
  /** For bytes at hand; synchronous up to the sync to disk. */
  createFrom(bytes: Buffer | string): Promise<TemporaryFile & { identity: FileIdentity }>
}

export function createTemporaryFiles(directory: string, durability: Durability): TemporaryFiles {
  // What a killed server left half written belongs to no object.
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true })
  let count = 0
  const next = () => `${directory}/${process.pid}-${++count}`
  return {
    create: () => new OpenFile(next(), durability),
    createFrom: async (bytes) => {
      const file = new OpenFile(next(), durability)
      file.writeNow(bytes)
      return Object.assign(file, { identity: await file.finish() })
    },
  }
}

const syncFile = promisify(fsync)
const writeFile = promisify(write)
const gatherBytes = 1024 * 1024

class OpenFile implements TemporaryFile {
  readonly path: string
  private readonly durability: Durability
  private fd: number | null
  private gathered: Buffer[] = []
  private gatheredBytes = 0

  constructor(path: string, durability: Durability) {
    this.path = path
    this.durability = durability
    this.fd = openSync(path, 'wx', 0o644)
  }

  writeNow(bytes: Buffer | string): void {
    const buffer = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
    for (let at = 0; at < buffer.length; ) at += writeSync(this.descriptor(), buffer, at)
  }

  async write(piece: Buffer): Promise<void> {
    this.gathered.push(piece)
    this.gatheredBytes += piece.length
    if (this.gatheredBytes >= gatherBytes) await this.flush()
  }

  async finish(): Promise<FileIdentity> {
    await this.flush()
    const fd = this.descriptor()
    if (this.durability === 'full') await syncFile(fd)
    const identity = identityOf(fd)
    this.close()
    if (identity === null) throw new Error(`${this.path} is not a regular file`)
    return identity
  }

  discard(): void {
    this.close()
    removeFile(this.path)
  }

  private async flush(): Promise<void> {
    if (this.gatheredBytes === 0) return
    const pieces = this.gathered
    this.gathered = []
    this.gatheredBytes = 0
    const buffer = Buffer.concat(pieces)
    for (let at = 0; at < buffer.length; ) {
      at += (await writeFile(this.descriptor(), buffer, at, buffer.length - at, null)).bytesWritten
    }
  }

  private descriptor(): number {
    if (this.fd === null) throw new Error(`${this.path} is closed`)
    return this.fd
  }

  private close(): void {
    if (this.fd !== null) closeSync(this.fd)
    this.fd = null
  }
}
