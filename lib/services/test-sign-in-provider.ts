import { loadProviders } from '#lib/auth/external/providers.ts';
import { lookUpPerson, probeDirectory } from '#lib/auth/ldap/directory.ts';
import { discover } from '#lib/auth/oidc/discovery.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Principal } from '#lib/policies/can.ts';
import type {
  LdapConfig,
  OidcConfig,
  ProviderTest,
  TestProviderInput,
} from '#lib/schemas/sign-in-providers.ts';
import { checkedConfig, fieldError, sendsSecretElsewhere } from './provider-config.ts';
import { requireSystem } from './require-system.ts';

/**
 * Tries a configuration, saved or not: asks the issuer for its discovery document, or the directory for the place where people are and
 * (with a name) for one of them. It goes where a sign-in would, and nowhere else (lib/outbound). For administrators.
 * @throws AppError DENIED, REQUEST_INVALID
 */
export async function testSignInProvider(
  principal: Principal,
  input: TestProviderInput,
): Promise<ProviderTest> {
  requireSystem(principal, 'system.manage');
  const config = checkedConfig(input.kind, input.config);
  const { secret, trusted } = await secretFor(input, config);
  try {
    const lines =
      input.kind === 'oidc'
        ? await tryOidc({ config: config as OidcConfig, trusted })
        : await tryLdap(
            { config: config as LdapConfig, trusted, secret: async () => secret },
            input.username,
          );
    return { ok: true, lines };
  } catch (error) {
    return { ok: false, lines: [sentenceOf(error)] };
  }
}

/** The one given, else the stored one, as long as it goes where it was given for. */
async function secretFor({ kind, key, secret }: TestProviderInput, config: object) {
  if (secret || key === undefined) return { secret: secret ?? null, trusted: false };
  const stored = (await loadProviders()).find((provider) => provider.key === key && provider.kind === kind);
  if (!stored) return { secret: null, trusted: false };
  const moved = sendsSecretElsewhere(kind, stored.config, config);
  if (moved && stored.hasSecret && kind === 'ldap')
    throw fieldError(
      'secret',
      'Give the secret again: it would go to another address than it was given for.',
    );
  // The environment's own may be in a private network; what somebody typed over it may not.
  return { secret: moved ? null : await stored.secret(), trusted: stored.trusted && !moved };
}

async function tryOidc(provider: { config: OidcConfig; trusted: boolean }): Promise<string[]> {
  const metadata = await discover(provider);
  const methods = metadata.code_challenge_methods_supported;
  return [
    `The discovery document of ${metadata.issuer} is sound.`,
    `People sign in at ${new URL(metadata.authorization_endpoint).host}.`,
    ...(methods?.includes('S256') === false
      ? ['It does not say that it knows PKCE (S256), which is sent anyway.']
      : []),
    'Whether it takes the client and the redirect URI shows only when somebody signs in.',
  ];
}

type Directory = Parameters<typeof lookUpPerson>[0];

async function tryLdap(directory: Directory, username: string | undefined): Promise<string[]> {
  await probeDirectory(directory);
  const lines = ['The directory answers, and shows the place where people are.'];
  if (!username) return lines;
  const person = await lookUpPerson(directory, username);
  if (!person)
    return [
      ...lines,
      `"${username}" was not found there, or more than once, or has no attribute ${directory.config.idAttribute}.`,
    ];
  const groups = person.groups.length > 0 ? person.groups.join(', ') : 'none';
  return [
    ...lines,
    `"${username}" is ${person.username ?? 'somebody without a name'}, known by ${person.subject}.`,
    `E-mail: ${person.email ?? 'none'}. Groups: ${groups}.`,
  ];
}

/** What a directory or a socket says is for the administrator who tries it; it has no secret of ours in it. */
function sentenceOf(error: unknown): string {
  if (error instanceof AppError) return error.message;
  return `It did not work: ${error instanceof Error ? `${error.name}: ${error.message}` : 'no reason was given'}.`;
}
