import type { Reason } from '#lib/retention/types.ts';

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
const time = (at: number) => `${day.format(at)} UTC`;

/** Why a tag of a plan stays after all, in a few words for the record of a run. */
export function keptSentence(reason: Reason): string {
  switch (reason.kind) {
    case 'locked':
      return reason.why;
    case 'pinned':
      return 'Its digest is pinned.';
    case 'in-use':
      return `Reported in use by ${reason.sources.join(', ')}.`;
    case 'grace':
      return `Pushed, found or restored lately: it is spared until ${time(reason.until)}.`;
    case 'used':
      return `Used on ${time(reason.at)}.`;
    case 'statistics-unknown':
      return 'Nobody knows whether it was used lately.';
    case 'index-doubt':
      return 'It is in doubt whether the index is right.';
    case 'error':
      return reason.message;
    case 'needed':
      return 'Something that stays needs it.';
    case 'left-behind':
      return 'Its time is not over yet.';
    case 'keep-rule':
      return `A rule keeps it (${reason.rule}).`;
    case 'spared':
      return `It no longer meets its rule (${reason.rule}).`;
    default:
      return 'No rule deletes it any more.';
  }
}
