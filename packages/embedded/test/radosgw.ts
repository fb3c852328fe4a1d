// A one-node Ceph with its S3 gateway on loopback, so that our server is not its own judge. Takes about 18 s.

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { accessSync, closeSync, constants, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { findFreePort } from '../src/index.ts'

export async function startRadosgw(settings: {
  dataDir: string
  accessKeyId: string
  secretAccessKey: string
}): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const { dataDir } = settings
  const [gatewayPort, monitorPort] = [await findFreePort(), await findFreePort()]
  const clusterId = randomUUID()
  for (const folder of ['mon', 'osd', 'run', 'log', 'rgw']) mkdirSync(join(dataDir, folder))
  writeFileSync(
    join(dataDir, 'ceph.conf'),
    cephConfiguration({ dataDir, clusterId, gatewayPort, monitorPort }),
  )
  const run = createRunner(dataDir)
  const daemons: ChildProcess[] = []
  const stop = async () => {
    for (const daemon of daemons.reverse()) await stopDaemon(daemon)
  }
  try {
    const address = `[v1:127.0.0.1:${monitorPort}]`
    await run('monmaptool', '--create', '--addv', 'a', address, '--fsid', clusterId, 'monmap')
    await run(
      'ceph-authtool',
      '--create-keyring',
      'keyring',
      '--gen-key',
      '-n',
      'mon.',
      '--cap',
      'mon',
      'allow *',
    )
    await run('ceph-mon', '--mkfs', '-i', 'a', '--monmap', 'monmap', '--keyring', 'keyring')
    daemons.push(startDaemon(dataDir, 'ceph-mon', '-i', 'a'))
    const diskId = randomUUID()
    await poll('the monitor', () => run('ceph', 'osd', 'new', diskId))
    await run('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', diskId)
    let disk = startDaemon(dataDir, 'ceph-osd', '-i', '0')
    daemons.push(disk)
    await poll('the disk', async () => {
      if ((await run('ceph', 'osd', 'stat')).includes('1 up')) return
      // A disk that asks before the young monitor knows its own cluster is turned away, and ends.
      if (disk.exitCode !== null) {
        disk = startDaemon(dataDir, 'ceph-osd', '-i', '0')
        daemons.push(disk)
      }
      throw new Error('the disk is not up')
    })
    daemons.push(startDaemon(dataDir, 'radosgw', '-n', 'client.rgw'))
    const endpoint = `http://127.0.0.1:${gatewayPort}`
    await poll('the gateway', () => fetch(endpoint))
    const keys = ['--access-key', settings.accessKeyId, '--secret', settings.secretAccessKey]
    const user = ['--uid=test', '--display-name=test', ...keys]
    await run('radosgw-admin', '-n', 'client.rgw', 'user', 'create', ...user)
    return { endpoint, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const programs = ['radosgw', 'ceph-mon', 'ceph-osd', 'ceph', 'monmaptool', 'radosgw-admin']

export function missingRadosgwPrograms(): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return programs.filter((program) => !folders.some((folder) => isProgram(join(folder, program))))
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    // Not there, or not ours to run: either way it cannot be used.
    return false
  }
}

const stepLimitMs = 60_000

function createRunner(dataDir: string): (program: string, ...args: string[]) => Promise<string> {
  const options = { cwd: dataDir, env: cephEnvironment(dataDir), timeout: stepLimitMs }
  return async (program, ...args) => (await promisify(execFile)(program, args, options)).stdout
}

/** In the foreground, so that its process is ours to end. */
function startDaemon(dataDir: string, program: string, ...args: string[]): ChildProcess {
  const log = openSync(join(dataDir, 'log', `${program}.out`), 'a')
  const options = {
    cwd: dataDir,
    env: cephEnvironment(dataDir),
    stdio: ['ignore', log, log] as ['ignore', number, number],
  }
  const daemon = spawn(program, ['-f', ...args], options)
  closeSync(log)
  return daemon
}

function cephEnvironment(dataDir: string): NodeJS.ProcessEnv {
  return { ...process.env, CEPH_CONF: join(dataDir, 'ceph.conf') }
}

async function stopDaemon(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return
  const exited = new Promise((resolve) => daemon.once('exit', resolve))
  daemon.kill('SIGTERM')
  const patience = setTimeout(() => daemon.kill('SIGKILL'), 10_000)
  await exited
  clearTimeout(patience)
}

async function poll(what: string, attempt: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + stepLimitMs
  for (;;) {
    try {
      await attempt()
      return
    } catch (cause) {
      if (performance.now() > deadline)
        throw new Error(`${what} of the test cluster did not come up`, { cause })
      await delay(250)
    }
  }
}

/** No passwords inside the cluster, one copy of everything, one small disk in a file, and no manager. */
function cephConfiguration(cluster: {
  dataDir: string
  clusterId: string
  gatewayPort: number
  monitorPort: number
}): string {
  const { dataDir, clusterId, gatewayPort, monitorPort } = cluster
  return `
[global]
fsid = ${clusterId}
mon host = [v1:127.0.0.1:${monitorPort}]
mon initial members = a
public network = 127.0.0.0/8
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
ms bind msgr2 = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd crush chooseleaf type = 0
mon allow pool size one = true
mon data avail warn = 1
mon data avail crit = 1
osd objectstore = bluestore
bluestore block size = 10737418240
osd memory target = 939524096
run dir = ${dataDir}/run
log file = ${dataDir}/log/$name.log
admin socket = ${dataDir}/run/$name.$pid.asok
pid file = ${dataDir}/run/$name.pid
[mon.a]
mon data = ${dataDir}/mon
[osd.0]
osd data = ${dataDir}/osd
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:${gatewayPort}
rgw data = ${dataDir}/rgw
rgw dynamic resharding = false
`
}
