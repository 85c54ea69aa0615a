import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { answers, freePort, startChild } from '../e2e/support/child.ts';
import { newFolder } from '../e2e/support/run-folder.ts';
import { onPath } from '../e2e/support/system-packages.ts';
import { foreignEnvironment } from '#lib/env/env.ts';
import { projectRoot } from '#lib/runtime/project-root.ts';

const run = promisify(execFile);
const CACHE = join(projectRoot, 'node_modules/.cache/lighter-tools/nginx');

/** nginx as people put it in front of a registry: a proxy that buffers nothing and keeps its connections. Null where there is none. */
export async function startNginx(
  upstream: string,
): Promise<{ url: string; stop: () => Promise<void> } | null> {
  const program = await findNginx();
  if (program === null) return null;
  const folder = newFolder('nginx');
  const host = `127.0.0.1:${await freePort()}`;
  const file = join(folder, 'nginx.conf');
  await writeFile(file, configuration(folder, host, upstream));
  const child = await startChild(
    'nginx',
    [program, '-p', folder, '-e', join(folder, 'error.log'), '-c', file],
    foreignEnvironment(),
    () => answers(`http://${host}/v2/`),
  );
  return { url: `http://${host}`, stop: () => child.kill('SIGTERM') };
}

/** On the PATH, else from the distribution's package: unpacked, not installed, since installing would also start it. */
async function findNginx(): Promise<string | null> {
  const unpacked = join(CACHE, 'usr/sbin/nginx');
  const found = onPath('nginx') ?? (existsSync(unpacked) ? unpacked : undefined);
  if (found) return found;
  try {
    const download = newFolder('nginx-package');
    await run('apt-get', ['-qq', '-o', 'APT::Sandbox::User=', 'download', 'nginx'], { cwd: download });
    const name = (await readdir(download)).find((entry) => entry.endsWith('.deb'));
    await mkdir(CACHE, { recursive: true });
    await run('dpkg', ['-x', join(download, name ?? ''), CACHE]);
  } catch {
    return null;
  }
  return existsSync(unpacked) ? unpacked : null;
}

function configuration(folder: string, host: string, upstream: string): string {
  return `
daemon off;
pid ${folder}/nginx.pid;
worker_processes auto;
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 1024; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  upstream registry { server ${upstream}; keepalive 32; }
  server {
    listen ${host};
    client_max_body_size 0;
    location / {
      proxy_pass http://registry;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_buffering off;
      proxy_request_buffering off;
    }
  }
}
`;
}
