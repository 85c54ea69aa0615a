// A real LDAP server (npm: ldapjs) in a process of its own. Its only argument is JSON: `{ports: {plain, tls, startTls}, key, cert, entries}`.
// `startTls` is a door in front of `plain` that speaks that one operation, which ldapjs does not know.
import { readFileSync } from 'node:fs';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import ldap from 'ldapjs';
import type { LdapEntries, LdapPorts } from './ldap-server.ts';

type Arguments = { ports: LdapPorts; key: string; cert: string; entries: LdapEntries };
const { ports, key, cert, entries } = JSON.parse(process.argv[2] ?? '{}') as Arguments;
const tls = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };

serveDirectory(ldap.createServer()).listen(ports.plain, '127.0.0.1');
serveDirectory(ldap.createServer({ certificate: tls.cert, key: tls.key })).listen(ports.tls, '127.0.0.1');
createTcpServer((socket) => serveStartTls(socket)).listen(ports.startTls, '127.0.0.1');

const normal = (dn: string) => ldap.parseDN(dn).toString();
const known = new Map(Object.entries(entries).map(([dn, entry]) => [normal(dn), { dn, entry }]));

// ldapjs lets a connection that was cut off end the whole server.
process.on('uncaughtException', (error) => console.error(error));

/** What the types of ldapjs leave out. */
type Request = { dn: unknown; credentials: string; scope: unknown; filter: ldap.Filter };
type Response = { attributes: string[]; send: (entry: object) => void; end: () => void };
type Next = (error?: object) => void;

function serveDirectory(server: ldap.Server): ldap.Server {
  server.bind('', (request: Request, response: Response, next: Next) => {
    const dn = String(request.dn);
    // As real servers do: a name without a password is nobody, and that succeeds (RFC 4513, 5.1.2).
    const nobody = dn === '' || request.credentials === '';
    if (!nobody && known.get(normal(dn))?.entry.userPassword !== request.credentials)
      return next(new ldap.InvalidCredentialsError());
    response.end();
    next();
  });
  server.search('', (request: Request, response: Response, next: Next) => {
    const base = normal(String(request.dn));
    if (!known.has(base)) return next(new ldap.NoSuchObjectError(base));
    // ldapjs knows the names of attributes in small letters only: all of them, then.
    response.attributes = ['*'];
    const isBase = ['0', 'base', 'baseObject'].includes(String(request.scope));
    for (const [dn, { dn: shown, entry }] of known) {
      const { userPassword: _, ...attributes } = entry;
      const inside = dn === base || (!isBase && dn.endsWith(`,${base}`));
      if (inside && request.filter.matches(attributes)) response.send({ dn: shown, attributes });
    }
    response.end();
    next();
  });
  return server;
}

/** `ExtendedRequest` of StartTLS (RFC 4511, 4.14.1): its message id is the fifth byte; then TLS, and what is in it goes on. */
function serveStartTls(socket: Socket): void {
  socket.once('data', (request) => {
    if (!request.includes('1.3.6.1.4.1.1466.20037')) return void socket.destroy();
    const [id = 1] = request.subarray(4, 5);
    // ExtendedResponse, success: SEQUENCE { messageID, [APPLICATION 24] { 0, "", "" } }
    socket.write(
      Buffer.from([0x30, 0x0c, 0x02, 0x01, id, 0x78, 0x07, 0x0a, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00]),
    );
    const secured = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(tls) });
    const inner = connect(ports.plain, '127.0.0.1');
    const end = () => {
      secured.destroy();
      inner.destroy();
    };
    secured.on('error', end).on('close', end).pipe(inner);
    inner.on('error', end).on('close', end).pipe(secured);
  });
  socket.on('error', () => undefined);
}
