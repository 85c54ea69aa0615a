/** What signs in where. None of these has a character that a shell or YAML minds, so nothing below is quoted for their sake. */
export type Login = { host: string; secure: boolean; username: string; secret: string };

export const SECRET_USES = ['docker', 'kubernetes', 'github', 'gitlab', 'kaniko', 'containerd'] as const;
export type SecretUse = (typeof SECRET_USES)[number];

/** A text to paste. `where`: the file or form it goes into; null: a terminal. */
export type Snippet = { where: string | null; text: string };

/** What to paste so that a tool signs in with a secret, with the real host and name. */
export function secretSnippets(login: Login): Record<SecretUse, Snippet[]> {
  return {
    docker: [inTerminal(dockerLogin(login))],
    kubernetes: [inTerminal(kubectl(login)), { where: 'lighter.yaml', text: kubernetesSecret(login) }],
    github: [
      inTerminal(githubSecrets(login)),
      { where: '.github/workflows/build.yml', text: githubStep(login) },
    ],
    gitlab: [
      { where: 'Settings › CI/CD › Variables', text: variables(login) },
      { where: '.gitlab-ci.yml', text: gitlabScript(login) },
    ],
    kaniko: [{ where: '/kaniko/.docker/config.json', text: `${dockerConfig(login)}\n` }],
    containerd: [
      { where: '/etc/rancher/k3s/registries.yaml', text: k3sRegistries(login) },
      { where: `/etc/containerd/certs.d/${login.host}/hosts.toml`, text: containerdHosts(login) },
    ],
  };
}

function inTerminal(text: string): Snippet {
  return { where: null, text };
}

/** By standard input, so that the secret is in no list of processes. */
function dockerLogin({ host, username, secret }: Login): string {
  return `echo ${secret} | docker login ${host} --username ${username} --password-stdin`;
}

function kubectl({ host, username, secret }: Login): string {
  return [
    'kubectl create secret docker-registry lighter',
    `--docker-server=${host}`,
    `--docker-username=${username}`,
    `--docker-password=${secret}`,
  ].join(' \\\n  ');
}

function kubernetesSecret(login: Login): string {
  return `apiVersion: v1
kind: Secret
metadata:
  name: lighter
type: kubernetes.io/dockerconfigjson
data:
  .dockerconfigjson: ${btoa(dockerConfig(login))}
`;
}

/** docker's config.json, as kaniko and Kubernetes read it too. */
function dockerConfig(login: Login): string {
  return JSON.stringify({ auths: { [login.host]: { auth: basic(login) } } });
}

function githubSecrets({ username, secret }: Login): string {
  return `gh secret set REGISTRY_USER --body ${username}\ngh secret set REGISTRY_TOKEN --body ${secret}`;
}

function githubStep({ host }: Login): string {
  return `- uses: docker/login-action@v3
  with:
    registry: ${host}
    username: \${{ secrets.REGISTRY_USER }}
    password: \${{ secrets.REGISTRY_TOKEN }}
`;
}

function variables({ username, secret }: Login): string {
  return `REGISTRY_USER=${username}\nREGISTRY_TOKEN=${secret}\n`;
}

function gitlabScript({ host }: Login): string {
  return `before_script:
  - echo "$REGISTRY_TOKEN" | docker login ${host} --username "$REGISTRY_USER" --password-stdin
`;
}

function k3sRegistries({ host, secure, username, secret }: Login): string {
  const mirror = secure ? '' : `mirrors:\n  "${host}":\n    endpoint:\n      - "http://${host}"\n`;
  return `${mirror}configs:
  "${host}":
    auth:
      username: "${username}"
      password: "${secret}"
`;
}

function containerdHosts(login: Login): string {
  const origin = `${login.secure ? 'https' : 'http'}://${login.host}`;
  return `server = "${origin}"

[host."${origin}"]
  capabilities = ["pull", "resolve"]
  [host."${origin}".header]
    Authorization = "Basic ${basic(login)}"
`;
}

function basic({ username, secret }: Login): string {
  return btoa(`${username}:${secret}`);
}
