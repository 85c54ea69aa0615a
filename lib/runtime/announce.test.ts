import { expect, it } from 'vitest';
import { addresses, announcement } from './announce.ts';

const local = { host: '127.0.0.1', publicUrls: [], tlsCertFile: undefined };

it.each([
  [local, 8080, { shown: 'http://localhost:8080', local: 'http://127.0.0.1:8080' }],
  [{ ...local, host: '0.0.0.0' }, 80, { shown: 'http://localhost', local: 'http://127.0.0.1:80' }],
  [
    { ...local, host: '::', tlsCertFile: '/c' },
    8443,
    { shown: 'https://localhost:8443', local: 'https://[::1]:8443' },
  ],
  [{ ...local, host: '10.0.0.7' }, 8080, { shown: 'http://10.0.0.7:8080', local: 'http://10.0.0.7:8080' }],
  [
    { ...local, publicUrls: ['https://r.example'] },
    8080,
    { shown: 'https://r.example', local: 'http://127.0.0.1:8080' },
  ],
])('addresses of %j at port %i', (config, port, expected) => {
  expect(addresses(config, port)).toEqual(expected);
});

it('shows the setup link only while there is one, and three commands', () => {
  expect(announcement('https://r.example', 'abc')).toContain('https://r.example/setup?token=abc\n');
  const later = announcement('http://localhost:8080', null);
  expect(later).not.toContain('setup');
  expect(later.match(/docker (login|tag|push) .*/g)).toEqual([
    'docker login localhost:8080',
    'docker tag busybox localhost:8080/alice/busybox',
    'docker push localhost:8080/alice/busybox',
  ]);
});
