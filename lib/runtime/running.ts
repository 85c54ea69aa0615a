/** What every part that serves gives back once it is ready; `close` waits for work under way, within its own bounds. */
export type Running = { close: () => Promise<void> };
