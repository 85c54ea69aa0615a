import { describe, expect, it } from 'vitest';
import { readRawHead } from './raw-head.ts';

describe('readRawHead', () => {
  it.each([
    [['HTTP/1.1 200 OK', 'Content-Length: 12', 'Etag: "x"'], { status: 200, length: 12 }],
    [['HTTP/1.1 206', 'content-length:0'], { status: 206, length: 0 }],
    [['HTTP/1.1 200 OK', 'Date: now'], { status: 200, length: null }],
    [['HTTP/1.1 307 Temporary Redirect', 'Location: https://s3'], { status: 307, length: null }],
    [['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'], { status: 200, length: null }],
    [['HTTP/1.1 200 OK', 'Content-Length: 12', 'Transfer-Encoding: chunked'], { status: 200, length: null }],
    [['HTTP/1.1 200 OK', 'Content-Length: 12', 'Content-Length: 13'], { status: 200, length: null }],
    [['HTTP/1.1 200 OK', 'Content-Length: 12', 'Content-Length: 12'], { status: 200, length: null }],
    [['HTTP/1.1 200 OK', 'Content-Length: +12'], { status: 200, length: null }],
    [['HTTP/1.1 200 OK', 'Content-Length: 0x10'], { status: 200, length: null }],
    [['HTTP/1.1 200 OK', 'Content-Length: 1, 1'], { status: 200, length: null }],
    [['HTTP/1.1 200 OK', 'Content-Length: 9999999999999999999'], { status: 200, length: null }],
    [['HTTP/1.0 200 OK', 'Content-Length: 12'], null],
    [['HTTP/1.1  200 OK'], null],
    [['HTTP/1.1 20 OK'], null],
    [['HTTP/1.1 200 OK', 'Content-Length : 12'], null],
    [['HTTP/1.1 200 OK', 'X: 1', ' folded'], null],
    [['HTTP/1.1 200 OK', 'X: 1\nContent-Length: 12'], null],
    [['HTTP/1.1 200 OK', 'X: \0'], null],
    [['HTTP/1.1 200 OK', 'no colon'], null],
    [[''], null],
  ])('%j', (lines, head) => {
    expect(readRawHead(lines.join('\r\n'))).toEqual(head);
  });
});
