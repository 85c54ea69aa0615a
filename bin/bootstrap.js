// Installs the packages of package-lock.json when node_modules does not hold them, and does no more: what npm scripts run
// first. Plain JavaScript for Node 20, with nothing installed: npm itself may run on an older Node than Lighter.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, URL } from 'node:url';

const NEEDED_NODE = 24;
const root = fileURLToPath(new URL('..', import.meta.url));
const modules = path.join(root, 'node_modules');
const stampFile = path.join(modules, '.lighter-stamp');
const lockfile = readFileSync(path.join(root, 'package-lock.json'), 'utf8');
// Packages hold programs for one kind of machine: a folder that was copied to another kind is not the same.
const stamp = `${createHash('sha256').update(lockfile).digest('hex')} ${process.platform}-${process.arch}\n`;

try {
  if (!isInstalled()) await withLock(install);
  requireNode();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

/** @returns {boolean} */
function isInstalled() {
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return true;
  if (!matchesLockfile()) return false;
  writeFileSync(stampFile, stamp);
  return true;
}

/**
 * True when someone ran `npm ci` by hand: npm keeps a list of what it installed.
 * @returns {boolean}
 */
function matchesLockfile() {
  const listFile = path.join(modules, '.package-lock.json');
  if (!existsSync(listFile)) return false;
  const [wanted, got] = [lockfile, readFileSync(listFile, 'utf8')].map(packagesOf);
  const missing = Object.keys(wanted).some((name) => name !== '' && !got[name] && !wanted[name].optional);
  const stray = Object.keys(got).some((name) => got[name].version !== wanted[name]?.version);
  const platform = path.join(modules, `node-${process.platform}-${process.arch}`);
  return !missing && !stray && (existsSync(platform) || !wanted[`node_modules/${path.basename(platform)}`]);
}

/**
 * @param {string} text
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function packagesOf(text) {
  return JSON.parse(text).packages ?? {};
}

/** Two starts at once must not both write node_modules: the second waits, and then finds it done. */
async function withLock(work) {
  const lock = path.join(
    tmpdir(),
    `lighter-install-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`,
  );
  let told = false;
  while (!takeLock(lock)) {
    if (!told) process.stdout.write('Another start is installing the packages; waiting for it …\n');
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  try {
    if (!isInstalled()) await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** A folder, since making one is atomic. One whose maker is gone is taken away, by one of those who see it. */
function takeLock(lock) {
  try {
    mkdirSync(lock);
    writeFileSync(path.join(lock, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  if (isStale(lock)) {
    try {
      renameSync(lock, `${lock}.${process.pid}`);
      rmSync(`${lock}.${process.pid}`, { recursive: true, force: true });
    } catch {
      // Another one took it away.
    }
  }
  return false;
}

function isStale(lock) {
  try {
    const pid = path.join(lock, 'pid');
    // Its maker writes its number right after it made the folder.
    if (!existsSync(pid)) return Date.now() - statSync(lock).mtimeMs > 5000;
    process.kill(Number(readFileSync(pid, 'utf8')), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

async function install() {
  refuseWhileRunning();
  const progress = showProgress('Installing the packages');
  const { code, errors } = await npmCi();
  progress.end(code === 0);
  if (code !== 0)
    throw new Error(`The packages could not be installed: ${reason(errors)} Then run the command again.`);
  writeFileSync(stampFile, stamp);
}

/** A running Lighter loads its pages and its Postgres from node_modules. */
function refuseWhileRunning() {
  const data = path.resolve(process.env.LIGHTER_DATA || path.join(root, 'data'));
  try {
    const { owner } = JSON.parse(readFileSync(path.join(data, 'runtime.json'), 'utf8'));
    if (!readFileSync(`/proc/${owner.pid}/cmdline`, 'utf8').includes('lighter')) return;
    throw new Error(
      `Lighter runs from this folder (process ${owner.pid}): stop it, so that its packages can be renewed.`,
    );
  } catch (error) {
    if (error.message.startsWith('Lighter runs')) throw error;
  }
}

/**
 * On the Node that runs npm, not on the one in node_modules that is about to be replaced.
 * @returns {Promise<{ code: number | null, errors: string }>}
 */
function npmCi() {
  const options = [
    'ci',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const { npm_execpath: npm, npm_node_execpath: node, PATH = '' } = process.env;
  const [command, ...args] = npm?.endsWith('npm-cli.js') && node && existsSync(node) ? [node, npm] : ['npm'];
  const outside = PATH.split(path.delimiter).filter((folder) => folder !== path.join(modules, '.bin'));
  const env = { ...process.env, PATH: outside.join(path.delimiter) };
  const child = spawn(command, [...args, ...options], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk) => (errors = (errors + chunk).slice(-20_000)));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 127, errors: `npm error ${error.message}` }));
    child.on('close', (code) => resolve({ code, errors }));
  });
}

/** @param {string} errors @returns {string} one sentence from what npm printed */
function reason(errors) {
  const lines = errors.split('\n').filter((line) => /^npm (error|ERR!)/.test(line));
  const said = lines
    .map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
    .filter((line) => line && !/^(code|errno|syscall|path) /.test(line));
  if (/ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT/.test(errors))
    return "npm can not reach its registry: see to the network or to npm's settings.";
  if (/EACCES|EPERM/.test(errors)) return `npm may not write to ${modules}: give it to this user.`;
  if (/ENOSPC/.test(errors)) return 'the disk is full: make room.';
  return `npm says "${(said[0] ?? 'nothing').replace(/\.$/, '')}": mend that.`;
}

function showProgress(text) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const { stdout } = process;
  if (!stdout.isTTY) stdout.write(`${text} (once, about a minute) …\n`);
  const draw = () => stdout.write(`\r${text} (once, about a minute) … ${seconds()} s`);
  const timer = stdout.isTTY ? setInterval(draw, 500) : undefined;
  return {
    end(ok) {
      clearInterval(timer);
      if (stdout.isTTY) stdout.write('\r\u001b[K');
      if (ok) stdout.write(`Installed the packages in ${seconds()} s.\n`);
    },
  };
}

/** The Node that the next script will run on: the first on the path, which is npm's own in node_modules where it exists. */
function requireNode() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED_NODE) return;
  const own = path.join(modules, '.bin/node');
  const found = spawnSync(existsSync(own) ? own : 'node', ['--version'], { encoding: 'utf8' });
  if (Number(found.stdout?.match(/^v(\d+)/)?.[1] ?? 0) >= NEEDED_NODE) return;
  throw new Error(
    `Lighter needs Node ${NEEDED_NODE} or newer, and there is none on the path: install it from https://nodejs.org, and run the command again.`,
  );
}
