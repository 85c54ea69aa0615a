/** What a service sends to the supervisor once it serves. */
export const READY = 'ready';
