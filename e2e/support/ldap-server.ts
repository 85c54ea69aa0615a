import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort, startChild } from './child.ts';
import { newFolder } from './run-folder.ts';

export type LdapPorts = { plain: number; tls: number; startTls: number };
export type LdapEntries = Record<string, Record<string, string | string[]> & { userPassword?: string }>;

export type LdapServer = {
  ports: LdapPorts;
  /** PEM of its certificate, which is its own authority; for `localhost`. */
  ca: string;
  stop: () => Promise<void>;
  start: () => Promise<void>;
};

export const SEARCHER = { dn: 'cn=searcher,dc=example,dc=com', password: 'password of the searcher' };
export const PEOPLE = 'ou=people,dc=example,dc=com';
export const GROUPS = 'ou=groups,dc=example,dc=com';

/** An entry of a person, with the password `directory password of NAME`. */
export function ldapPerson(uid: string, more: Record<string, string | string[]> = {}): LdapEntries {
  const dn = `uid=${uid.replace(/[^A-Za-z0-9.]/g, '_')},${PEOPLE}`;
  const facts = {
    objectClass: ['person'],
    uid,
    mail: `${uid}@directory.example`,
    entryUUID: `uuid-of-${uid}`,
  };
  return { [dn]: { ...facts, userPassword: ldapPassword(uid), ...more } };
}

export function ldapPassword(uid: string): string {
  return `directory password of ${uid}`;
}

/** Starts a directory of these people and groups, besides its own frame. */
export async function startLdapServer(entries: LdapEntries): Promise<LdapServer> {
  const [plain, tls, startTls] = [await freePort(), await freePort(), await freePort()];
  const ports = { plain, tls, startTls };
  const { key, cert, ca } = selfSigned();
  const frame: LdapEntries = {
    'dc=example,dc=com': { objectClass: ['domain'] },
    [PEOPLE]: { objectClass: ['organizationalUnit'] },
    [GROUPS]: { objectClass: ['organizationalUnit'] },
    [SEARCHER.dn]: { objectClass: ['applicationProcess'], userPassword: SEARCHER.password },
  };
  const given = JSON.stringify({ ports, key, cert, entries: { ...frame, ...entries } });
  const command = [process.execPath, join(import.meta.dirname, 'ldap-server-program.ts'), given];
  const listening = async () => (await Promise.all(Object.values(ports).map(accepts))).every(Boolean);
  const launch = () => startChild('ldap-server', command, process.env, listening);
  let child = await launch();
  return {
    ports,
    ca,
    stop: () => child.kill('SIGTERM'),
    start: async () => {
      child = await launch();
    },
  };
}

async function accepts(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function selfSigned(): { key: string; cert: string; ca: string } {
  const folder = newFolder('ldap-certificate');
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const made = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync('openssl', ['req', ...made, ...names, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { key, cert, ca: readFileSync(cert, 'utf8') };
}
