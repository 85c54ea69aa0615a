import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { SECRET_USES, secretSnippets, type Login } from './secret-snippets.ts';

const login: Login = {
  host: 'registry.example.com:8443',
  secure: true,
  username: 'acme+ci',
  secret: `ltr_${'aB3'.repeat(12)}`,
};
const snippets = secretSnippets(login);
const texts = (use: (typeof SECRET_USES)[number]) => snippets[use].map(({ text }) => text);
const AUTH = Buffer.from(`acme+ci:${login.secret}`).toString('base64');

describe('what to paste', () => {
  it.each(SECRET_USES)('for %s names the real host, and somewhere the secret', (use) => {
    const all = JSON.stringify(snippets[use]);
    expect(all.includes(login.host) || all.includes(btoa(JSON.stringify({ auths: {} })).slice(0, 8))).toBe(
      true,
    );
    expect(
      [login.secret, AUTH, btoa(JSON.stringify({ auths: { [login.host]: { auth: AUTH } } }))].some((text) =>
        all.includes(text),
      ),
    ).toBe(true);
  });

  it('is read by a shell as it is written', () => {
    for (const text of [texts('docker')[0]!, texts('kubernetes')[0]!, texts('github')[0]!]) {
      const words = text.replace(/\b(docker|kubectl|gh) /g, 'echo $0 ');
      expect(execFileSync('sh', ['-c', words], { encoding: 'utf8' })).toContain(
        text.startsWith('echo') ? 'acme+ci' : login.secret,
      );
    }
  });

  it('gives docker’s configuration to kaniko, and encoded to Kubernetes', () => {
    const config = { auths: { [login.host]: { auth: AUTH } } };
    expect(JSON.parse(texts('kaniko')[0]!)).toEqual(config);
    const [, encoded] = /\.dockerconfigjson: (\S+)/.exec(texts('kubernetes')[1]!) ?? [];
    expect(JSON.parse(Buffer.from(encoded!, 'base64').toString())).toEqual(config);
  });

  it('names http only where the registry is reached by it', () => {
    expect(texts('containerd').join()).not.toContain('http://');
    const plain = secretSnippets({ ...login, secure: false }).containerd.map(({ text }) => text);
    for (const text of plain) expect(text).toContain(`http://${login.host}`);
  });
});
