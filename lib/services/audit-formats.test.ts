import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '#lib/schemas/audit.ts';
import { CSV_HEADER, csvLine, jsonLine } from './audit-formats.ts';
import { framed, syslogMessage } from './syslog-message.ts';

const EVENT: AuditEvent = {
  id: '7',
  at: '2026-11-24T10:00:00.000Z',
  actor: 'ann',
  credential: 'session',
  action: 'tag.delete',
  result: 'done',
  project: 'acme',
  repository: 'acme/api',
  target: 'v1',
  address: '192.0.2.1',
  detail: { digest: 'sha256:1' },
};

describe('CSV', () => {
  it('has a header and a line an event', () => {
    expect(CSV_HEADER).toBe(
      'id,at,actor,credential,action,result,project,repository,target,address,detail\r\n',
    );
    expect(csvLine(EVENT)).toBe(
      '7,2026-11-24T10:00:00.000Z,ann,session,tag.delete,done,acme,acme/api,v1,192.0.2.1,"{""digest"":""sha256:1""}"\r\n',
    );
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', `"'\r=1"`],
    ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
    ['a,b', '"a,b"'],
    ['a\nb', '"a\nb"'],
    ['a=1', 'a=1'],
    [null, ''],
  ])('writes %j as %j', (target, cell) => {
    expect(csvLine({ ...EVENT, target, address: null, detail: null })).toBe(
      `7,2026-11-24T10:00:00.000Z,ann,session,tag.delete,done,acme,acme/api,${cell},,\r\n`,
    );
  });
});

it('writes an event as one line of JSON', () => {
  const line = jsonLine({ ...EVENT, target: 'a\nb' });
  expect(line.split('\n')).toHaveLength(2);
  expect(JSON.parse(line)).toEqual({ ...EVENT, target: 'a\nb' });
});

describe('syslog', () => {
  it('follows RFC 5424', () => {
    const message = syslogMessage(EVENT, 'registry.example.com');
    const [, head, json] = /^(.*? - tag\.delete -) (\{.*\})$/.exec(message) ?? [];
    expect(head).toBe('<109>1 2026-11-24T10:00:00.000Z registry.example.com lighter - tag.delete -');
    expect(JSON.parse(json!)).toEqual(EVENT);
  });

  it('warns of what was refused, and lets nothing begin a message of its own', () => {
    const target = 'x\n<109>1 forged ✓';
    const message = syslogMessage({ ...EVENT, result: 'refused', target }, 'a b\n');
    expect(message).toMatch(/^<108>1 \S+ ab lighter - tag\.delete - \{/);
    expect(message).toMatch(/^[\x20-\x7e]*$/);
    expect(message).toContain(String.raw`x\n<109>1 forged \u2713`);
  });

  it('leaves out what a datagram has no room for', () => {
    const message = syslogMessage({ ...EVENT, detail: { note: 'x'.repeat(3000) } }, 'host', 2048);
    expect(message.length).toBeLessThan(2048);
    expect(message).toContain('"target":"v1"');
  });

  it('counts octets', () => {
    expect(framed('abc')).toBe('3 abc');
    expect(framed('ö')).toBe('2 ö');
  });
});
