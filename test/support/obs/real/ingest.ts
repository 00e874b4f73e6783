import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { listens, Program } from './program.ts'

export const RTMP_MODULE = '/usr/lib/nginx/modules/ngx_rtmp_module.so'

/** A streaming service on loopback: nginx with its RTMP module, one process, with its own folder. */
export async function startIngest(folder: string, port: number): Promise<Program> {
  await mkdir(folder, { recursive: true })
  const config = join(folder, 'nginx.conf')
  await writeFile(config, configOf(folder, port))
  const ingest = new Program({
    command: 'nginx',
    args: ['-p', folder, '-c', config, '-e', join(folder, 'error.log')],
  })
  await ingest.until(() => listens(port))
  return ingest
}

function configOf(folder: string, port: number): string {
  return `
load_module ${RTMP_MODULE};
daemon off;
master_process off;
pid ${join(folder, 'nginx.pid')};
events { worker_connections 64; }
rtmp {
  server {
    listen 127.0.0.1:${port};
    application live { live on; record off; }
  }
}
`
}
