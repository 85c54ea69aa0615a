import type { ModelRepository } from './cleanup-model.ts';
import { fateOfRoot, fateOfTag, standsAlone, type Fate, type Moment } from './cleanup-oracle.ts';
import type { Touched } from './cleanup-work.ts';

/** Fates by name of tag, or by digest. */
export type Fates = Map<string, Fate>;
export type AllFates = { tags: Fates; roots: Fates };
export type Before = AllFates & {
  repository: ModelRepository;
  /** As a preview has it that the run goes by: it deletes no more than that. Null: it makes its own plan. */
  previewed: AllFates | null;
  digests: Map<string, string>;
  touched: Touched;
};

/** Of everything that is decided about by itself, as the model has it now. */
export function fatesOf(repository: ModelRepository, moment: Moment): AllFates {
  const alone = [...repository.tags].filter(([, fact]) => standsAlone(fact));
  const roots = [...repository.things].filter(([, { root: why }]) => why !== null);
  return {
    tags: new Map(alone.map(([name]) => [name, fateOfTag(repository, name, moment)])),
    roots: new Map(roots.map(([digest, fact]) => [digest, fateOfRoot(repository, fact, moment)])),
  };
}

/** As it was at the beginning and is at the end; where these differ, it depended on what came first. */
export function fatesNow({ repository, previewed, tags, roots, touched }: Before, moment: Moment): AllFates {
  const now = within(previewed, fatesOf(repository, moment));
  const touchedFate = (name: string): Fate | null => {
    if (touched.deleted.has(name)) return 'gone';
    return touched.pushed.has(name) || touched.locked.has(name) ? 'live' : null;
  };
  const both = (was: Fate | undefined, is: Fate): Fate => (was === undefined || was === is ? is : 'either');
  const alive = repository.alive();
  const left = new Set(touched.movedOff.map(({ digest }) => digest));
  const depends = (digest: string) => left.has(digest) || reachedOtherwise(repository, digest, alive);
  return {
    tags: new Map([...now.tags].map(([name, is]) => [name, touchedFate(name) ?? both(tags.get(name), is)])),
    roots: new Map(
      [...now.roots].map(([digest, is]) => [
        digest,
        depends(digest) ? 'either' : both(roots.get(digest), is),
      ]),
    ),
  };
}

/** Of what a preview did not have deleted, a run by its plan deletes nothing. */
export function within(previewed: AllFates | null, now: AllFates): AllFates {
  if (!previewed) return now;
  const restricted = (planned: Fates, fates: Fates): Fates =>
    new Map(
      [...fates].map(([name, fate]) => {
        const before = planned.get(name) ?? fate;
        return [name, before === fate ? fate : [before, fate].includes('live') ? 'live' : 'either'];
      }),
    );
  return {
    tags: restricted(previewed.tags, now.tags),
    roots: restricted(previewed.roots, now.roots),
  };
}

/** All its tags may have been deleted, with what belongs to it, before it was pushed again under one. */
export function cameBack({ repository, digests, tags, touched }: Before, digest: string): boolean {
  const pushed = [...touched.pushed].some((name) => repository.tags.get(name)?.digest === digest);
  const moved = new Set(touched.movedOff.map(({ tag }) => tag));
  const stayed = (name: string) => tags.get(name) === 'live' && !moved.has(name);
  return pushed && ![...digests].some(([name, on]) => on === digest && stayed(name));
}

/** Listed by an index or attached: then it stands for nothing. */
function reachedOtherwise(repository: ModelRepository, digest: string, alive: Set<string>): boolean {
  return repository.parentsOf(digest).some((parent) => alive.has(parent));
}
