import { describe, expect, it } from 'vitest';
import { parseContentRange } from './content-range.ts';
import { isUploadState, readUploadState } from './upload-state.ts';

describe('parseContentRange', () => {
  it.each<[string | undefined, [number, number] | null]>([
    [undefined, null],
    ['0-0', [0, 0]],
    ['0-1023', [0, 1023]],
    ['bytes 5-9/10', [5, 9]],
    ['bytes 5-9/*', [5, 9]],
    ['bytes=5-9', [5, 9]],
  ])('%s', (header, expected) => {
    expect(parseContentRange(header)).toEqual(expected && { start: expected[0], end: expected[1] });
  });

  it.each(['', '5', '9-5', '-5', '5-', 'bytes */10', 'a-b', '0-1,2-3'])('refuses "%s"', (header) => {
    expect(() => parseContentRange(header)).toThrow(expect.objectContaining({ code: 'BLOB_UPLOAD_INVALID' }));
  });
});

describe('readUploadState', () => {
  const state = (json: unknown) =>
    Buffer.concat([Buffer.alloc(32, 7), Buffer.from(JSON.stringify(json))]).toString('base64url');
  const written = { Name: 'acme/api', UUID: '0f1e', Offset: 12, StartedAt: '2026-01-01T00:00:00Z' };

  it('reads name, id and offset', () => {
    expect(readUploadState(state(written))).toEqual({ name: 'acme/api', uuid: '0f1e', offset: 12 });
    expect(readUploadState(`${state(written)}==`)).toEqual({ name: 'acme/api', uuid: '0f1e', offset: 12 });
  });

  it.each([
    { ...written, Offset: -1 },
    { ...written, Offset: '1' },
    { ...written, Name: null },
    null,
    'text',
    [],
  ])('knows nothing of %j', (json) => {
    expect(readUploadState(state(json))).toBeNull();
  });

  it.each(['', 'a b', 'a&digest=x', 'a/b', 'x'.repeat(3000), 'a\r\nb'])('is not "%s"', (text) => {
    expect(isUploadState(text)).toBe(false);
    expect(readUploadState(text)).toBeNull();
  });
});
