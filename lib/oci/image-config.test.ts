import { expect, it } from 'vitest';
import { parseImageConfig } from './image-config.ts';

const parse = (value: unknown) => parseImageConfig(Buffer.from(JSON.stringify(value)));

it('reads what a container runs with', () => {
  const config = {
    User: '1000:1000',
    Entrypoint: ['/entry'],
    Cmd: ['serve', '--port', '80'],
    WorkingDir: '/srv',
    Env: ['PATH=/bin:/usr/bin', 'OPTS=a=b', 'EMPTY='],
    ExposedPorts: { '80/tcp': {}, '443/tcp': {} },
    Volumes: { '/data': {} },
    Labels: { 'org.opencontainers.image.version': '1' },
    StopSignal: 'SIGQUIT',
    Healthcheck: { Test: ['CMD-SHELL', 'curl -f localhost'] },
  };
  expect(parse({ config })?.settings).toEqual({
    user: '1000:1000',
    entrypoint: ['/entry'],
    cmd: ['serve', '--port', '80'],
    workingDir: '/srv',
    env: [
      { name: 'PATH', value: '/bin:/usr/bin' },
      { name: 'OPTS', value: 'a=b' },
      { name: 'EMPTY', value: '' },
    ],
    ports: ['80/tcp', '443/tcp'],
    volumes: ['/data'],
    labels: { 'org.opencontainers.image.version': '1' },
    stopSignal: 'SIGQUIT',
    healthcheck: 'curl -f localhost',
  });
});

it('reads the history', () => {
  const history = [
    { created: '2026-01-01T00:00:00Z', created_by: 'ADD x /' },
    { created_by: 'ENV A=b', empty_layer: true, comment: 'c' },
  ];
  expect(parse({ history })?.history).toEqual([
    { createdBy: 'ADD x /', comment: null, created: '2026-01-01T00:00:00Z', empty: false },
    { createdBy: 'ENV A=b', comment: 'c', created: null, empty: true },
  ]);
});

it('leaves out what has an unexpected type', () => {
  const parsed = parse({
    config: { Env: 'A=b', Cmd: [1, 'x'], Labels: { a: 1, b: 'c' }, ExposedPorts: null },
    history: [null, 'x', {}],
  });
  expect(parsed?.settings).toMatchObject({
    env: [],
    cmd: ['x'],
    labels: { b: 'c' },
    ports: [],
    healthcheck: null,
  });
  expect(parsed?.history).toEqual([{ createdBy: '', comment: null, created: null, empty: false }]);
  expect(parse({ config: null, history: null })?.history).toEqual([]);
});

it('is null for what is no JSON object', () => {
  expect(parse([])).toBeNull();
  expect(parseImageConfig(Buffer.from('{'))).toBeNull();
});
