import type { TagEvent } from '#lib/schemas/repositories.ts';

/** Pushes of one person to one repository, newest first, close enough in time to be one deed. */
export type PushGroup = {
  key: string;
  repository: string;
  actor: string | null;
  at: string;
  events: TagEvent[];
};

/** A build that pushes many tags does so within minutes. */
const TOGETHER_MS = 10 * 60_000;

/** Groups events, newest first, that follow each other: "ci-main pushed 6 tags to acme/api". */
export function groupPushes(events: readonly TagEvent[]): PushGroup[] {
  const groups: PushGroup[] = [];
  for (const event of events) {
    const last = groups.at(-1);
    if (last && belongs(last, event)) last.events.push(event);
    else groups.push(begin(event));
  }
  return groups;
}

function belongs(group: PushGroup, event: TagEvent): boolean {
  const previous = group.events.at(-1)!;
  return (
    group.repository === event.repository &&
    group.actor === event.actor &&
    Math.abs(Date.parse(previous.at) - Date.parse(event.at)) < TOGETHER_MS
  );
}

function begin(event: TagEvent): PushGroup {
  const { repository, actor, at, tag } = event;
  return { key: `${repository} ${tag} ${at}`, repository, actor, at, events: [event] };
}
