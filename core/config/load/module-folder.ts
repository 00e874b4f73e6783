import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder, onDisk } from '../../disk.ts'
import type { Module } from './modules.ts'

/** The folder for compiled modules while this process runs. */
export interface ModuleFolder {
  readonly path: string
  /** Writes the missing modules: all of them, or none. @throws DiskTrouble */
  write(modules: readonly Module[]): Promise<void>
  /** Removes modules that neither of these lists. A file that is in use is removed next time. */
  keepOnly(...lives: readonly (readonly Module[])[]): Promise<void>
  close(): Promise<void>
}

const live = new Set<string>()
let count = 0

/** A folder of this run under `.promethean/modules`. */
export function moduleFolder(configFolder: string): ModuleFolder {
  const all = join(configFolder, '.promethean', 'modules')
  const name = `${process.pid}-${Date.now().toString(36)}-${count++}`
  const path = join(all, name)
  let cleared: Promise<void> | undefined
  live.add(name)
  return {
    path,
    async write(modules) {
      cleared ??= clearDead(all)
      await cleared
      makeFolder(path, 'the compiled config', 'move the config to another folder')
      await onDisk(`write the compiled config into ${all}`, () => writeFresh(path, modules))
    },
    async keepOnly(...lives) {
      const wanted = new Set(lives.flat().map(module => module.name))
      const old = (await readdir(path)).filter(file => !wanted.has(file))
      await Promise.all(old.map(file => remove(join(path, file))))
    },
    async close() {
      live.delete(name)
      await remove(path)
    },
  }
}

async function writeFresh(path: string, modules: readonly Module[]): Promise<void> {
  const there = new Set(await readdir(path))
  const fresh = modules.filter(module => !there.has(module.name))
  const written = fresh.map(module => writeFile(join(path, module.name), withMap(module)))
  const failed = (await Promise.allSettled(written)).find(one => one.status === 'rejected')
  if (failed === undefined) return
  // Half a module must not pass for a whole one when there is room again.
  await Promise.all(fresh.map(module => remove(join(path, module.name))))
  throw failed.reason
}

// Runs that ended without cleaning up: killed, or on Windows with a file still open.
async function clearDead(all: string): Promise<void> {
  const runs = await readdir(all).catch(() => [])
  await Promise.all(runs.filter(run => !isAlive(run)).map(run => remove(join(all, run))))
}

function isAlive(run: string): boolean {
  const pid = Number.parseInt(run, 10)
  if (pid === process.pid) return live.has(run)
  try {
    return Number.isInteger(pid) && process.kill(pid, 0)
  } catch (thrown) {
    // EPERM: it runs, under another user.
    return Reflect.get(Object(thrown), 'code') === 'EPERM'
  }
}

async function remove(path: string): Promise<void> {
  // Windows cannot delete an open file; it is tried again at the next start.
  await rm(path, { recursive: true, force: true }).catch(() => undefined)
}

function withMap({ code, map }: Module): string {
  const data = Buffer.from(map).toString('base64')
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${data}\n`
}
