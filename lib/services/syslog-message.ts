import type { AuditEvent } from '#lib/schemas/audit.ts';

/** Facility "log audit" and the severities "notice" and "warning" (RFC 5424, 6.2.1). */
const FACILITY = 13;
const NOTICE = 5;
const WARNING = 4;

/** RFC 5424, 6: at most so many printable ASCII characters without spaces. */
const MAX_HOST = 255;
const MAX_MSGID = 32;

/** Receivers should take datagrams of 2,048 bytes (RFC 5426, 3.2); over TCP there is no such bound. */
export const MAX_DATAGRAM_BYTES = 2_048;

/**
 * An event as a syslog message (RFC 5424): the action as MSGID, the event as JSON in the message. The JSON is ASCII, since anything
 * else needs a byte order mark that readers of JSON trip over. `maxBytes`: what is longer leaves out its detail.
 */
export function syslogMessage(event: AuditEvent, hostName: string, maxBytes = Infinity): string {
  const severity = event.result === 'done' ? NOTICE : WARNING;
  const host = printable(hostName, MAX_HOST);
  const head = `<${FACILITY * 8 + severity}>1 ${event.at} ${host} lighter - ${printable(event.action, MAX_MSGID)} -`;
  const message = `${head} ${asciiJson(event)}`;
  if (message.length <= maxBytes) return message;
  const shortened = `${head} ${asciiJson({ ...event, detail: { omitted: 'too long' } })}`;
  return shortened.slice(0, maxBytes);
}

/** Octet counting (RFC 6587, 3.4.1): the only framing in which a message may hold anything. */
export function framed(message: string): string {
  return `${Buffer.byteLength(message)} ${message}`;
}

function printable(text: string, max: number): string {
  const safe = text.replace(/[^\x21-\x7e]/g, '').slice(0, max);
  return safe === '' ? '-' : safe;
}

function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
