/** Told to stop: streams that never end by themselves (live events) end now. Of the process, as there is one gateway in it. */
let controller = new AbortController();

/** Aborted from the moment the gateway stops. */
export function closing(): AbortSignal {
  return controller.signal;
}

export function announceClosing(): void {
  controller.abort();
}

/** For a gateway that is started again in the same process. */
export function reopen(): void {
  controller = new AbortController();
}
