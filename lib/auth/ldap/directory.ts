import type { Client, Entry } from 'ldapts';
import {
  Filter,
  InappropriateAuthError,
  InvalidCredentialsError,
  InvalidDNSyntaxError,
  NoSuchObjectError,
  UnwillingToPerformError,
} from 'ldapts';
import { randomBytes } from 'node:crypto';
import { USERNAME_PLACE } from '#lib/schemas/sign-in-providers.ts';
import type { ExternalPerson } from '../external/admit.ts';
import type { LdapProvider } from '../external/providers.ts';
import { withConnection } from './connection.ts';
import { groupsOf } from './groups.ts';

type Directory = Pick<LdapProvider, 'config' | 'trusted' | 'secret'>;

/**
 * The person of a directory with this name and password: looked for by the configured account, then bound as (search and bind).
 * Null when there is none, several, or the password is wrong; who is not there takes as many questions as who is. Whatever else goes
 * wrong is thrown as it is.
 */
export async function bindPerson(
  provider: Directory,
  username: string,
  password: string,
): Promise<ExternalPerson | null> {
  // A bind without a password succeeds as nobody (RFC 4513, 5.1.2): it proves nothing.
  if (password === '' || username === '' || username.includes('\0')) return null;
  return await withConnection(provider, async (client) => {
    await bindSearcher(client, provider);
    const entry = await findEntry(client, provider, username);
    const right = await isRight(client, entry?.dn ?? decoyDn(provider), entry ? password : randomPassword());
    if (!right || !entry) return null;
    // The person may not be allowed to read what the configured account is.
    await bindSearcher(client, provider);
    return await describe(client, provider, entry);
  });
}

/** As long as `bindPerson` for somebody who is not there, whoever is: nobody's password is tried. */
export async function pretendPerson(provider: Directory, username: string): Promise<void> {
  if (username === '' || username.includes('\0')) return;
  await withConnection(provider, async (client) => {
    await bindSearcher(client, provider);
    await findEntry(client, provider, username);
    await isRight(client, decoyDn(provider), randomPassword());
  });
}

/** Somebody as a sign-in would take them over, without their password; null: nobody, or several. For trying a configuration. */
export async function lookUpPerson(provider: Directory, username: string): Promise<ExternalPerson | null> {
  return await withConnection(provider, async (client) => {
    await bindSearcher(client, provider);
    const entry = await findEntry(client, provider, username);
    return entry && (await describe(client, provider, entry));
  });
}

/** Connects, binds as the configured account, and looks into the place where people are. */
export async function probeDirectory(provider: Directory): Promise<void> {
  await withConnection(provider, async (client) => {
    await bindSearcher(client, provider);
    await client.search(provider.config.userBase, {
      scope: 'base',
      filter: '(objectClass=*)',
      attributes: ['1.1'],
    });
  });
}

async function bindSearcher(client: Client, { config, secret }: Directory): Promise<void> {
  if (config.bindDn === null) await client.bind('', '');
  else await client.bind(config.bindDn, (await secret()) ?? '');
}

/** Two would be enough to know that it is not one. */
const SIZE_LIMIT = 2;

async function findEntry(client: Client, { config }: Directory, username: string): Promise<Entry | null> {
  const { userBase, userFilter, usernameAttribute, emailAttribute, idAttribute, memberOfAttribute } = config;
  const { searchEntries } = await client.search(userBase, {
    scope: 'sub',
    filter: userFilter.replaceAll(USERNAME_PLACE, () => Filter.escape(username)),
    sizeLimit: SIZE_LIMIT,
    attributes: [
      usernameAttribute,
      emailAttribute,
      idAttribute,
      ...(memberOfAttribute ? [memberOfAttribute] : []),
    ],
    // As it is written here, or in a directory that writes them all small.
    explicitBufferAttributes: [idAttribute, idAttribute.toLowerCase()],
  });
  return searchEntries.length === 1 ? searchEntries[0]! : null;
}

/** Answers that mean "not with this password"; all others are faults. */
const WRONG = [
  InvalidCredentialsError,
  InappropriateAuthError,
  NoSuchObjectError,
  InvalidDNSyntaxError,
  UnwillingToPerformError,
];

async function isRight(client: Client, dn: string, password: string): Promise<boolean> {
  try {
    await client.bind(dn, password);
    return true;
  } catch (error) {
    if (WRONG.some((wrong) => error instanceof wrong)) return false;
    throw error;
  }
}

async function describe(client: Client, { config }: Directory, entry: Entry): Promise<ExternalPerson | null> {
  const subject = subjectOf(entry, config.idAttribute);
  if (subject === null) return null;
  const username = textsOf(entry, config.usernameAttribute)[0] ?? null;
  const memberOf = config.memberOfAttribute === null ? [] : textsOf(entry, config.memberOfAttribute);
  const groups = await groupsOf(client, config, { dn: entry.dn, username, memberOf });
  return { subject, username, email: emailOf(textsOf(entry, config.emailAttribute)[0]), groups };
}

/** As much as the accounts of this instance take. */
const EMAIL = /^(?=.{3,254}$)[^\s@]+@[^\s@]+$/;

function emailOf(text: string | undefined): string | null {
  return text !== undefined && EMAIL.test(text) ? text : null;
}

/** Without the attribute that never changes nobody is let in: whoever gets a freed name or DN would get the account. */
function subjectOf(entry: Entry, attribute: string): string | null {
  const [value] = valuesOf(entry, attribute);
  if (value === undefined || value.length === 0) return null;
  // Bytes that somebody took for text before us: two of them could look the same.
  if (typeof value === 'string' && value.includes('\ufffd')) return null;
  const text = value.toString();
  return PRINTABLE.test(text) ? text : Buffer.from(value).toString('hex');
}

/** Active Directory's objectGUID is 16 bytes. */
const PRINTABLE = /^[\x21-\x7e]{1,255}$/;

function textsOf(entry: Entry, attribute: string): string[] {
  return valuesOf(entry, attribute).map((value) => value.toString());
}

/** Names of attributes have no case (RFC 4512, 2.5), and a server may answer with its own. */
function valuesOf(entry: Entry, attribute: string): (string | Buffer)[] {
  const name = Object.keys(entry).find((key) => key.toLowerCase() === attribute.toLowerCase());
  const value = name === undefined ? [] : entry[name]!;
  return Array.isArray(value) ? value : [value];
}

const DECOY_BYTES = 16;

function decoyDn({ config }: Directory): string {
  return `cn=${randomBytes(DECOY_BYTES).toString('hex')},${config.userBase}`;
}

function randomPassword(): string {
  return randomBytes(DECOY_BYTES).toString('hex');
}
