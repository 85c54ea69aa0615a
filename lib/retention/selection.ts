import { compileGlobs } from '../oci/glob.ts';
import { compileTagRegex } from '../oci/tag-regex.ts';
import type { Item } from './items.ts';
import type { DeleteRule, Globs, GroupBy, KeepRule, Rule, TagPattern } from './types.ts';

/** A rule with its patterns ready to match. */
export type Compiled<R extends Rule = Rule> = {
  rule: R;
  /** By the name within the project. */
  inRepository: (name: string) => boolean;
  /** Of an item of such a repository. */
  selects: (item: Item) => boolean;
  /** The group it is ranked in; null is the repository. `undefined`: it belongs to none. */
  groupOf: (item: Item) => string | null | undefined;
};

/** @throws AppError REQUEST_INVALID for a pattern that can't be read */
export function compileRules(rules: readonly Rule[]): {
  keep: Compiled<KeepRule>[];
  delete: Compiled<DeleteRule>[];
} {
  return {
    keep: rules.filter((rule) => rule.action === 'keep').map(compile),
    delete: rules.filter((rule) => rule.action === 'delete').map(compile),
  };
}

/** The name that rules know a repository by: `api` for `acme/api` of project `acme`. */
export function nameInProject(project: string, repository: string): string {
  return repository.startsWith(`${project}/`) ? repository.slice(project.length + 1) : repository;
}

function compile<R extends Rule>(rule: R): Compiled<R> {
  const matchesTag = rule.tags === null ? null : tagMatcher(rule.tags);
  return {
    rule,
    inRepository: globMatcher(rule.repositories),
    selects: ({ tag, name, version }) => {
      if ((rule.selects === 'tagged') !== (tag !== null)) return false;
      if (rule.onlyPrereleases && !version?.prerelease) return false;
      return matchesTag === null || matchesTag(name);
    },
    groupOf: grouping(rule.groupBy),
  };
}

function tagMatcher(pattern: TagPattern): (tag: string) => boolean {
  return 'regex' in pattern ? compileTagRegex(pattern.regex).matches : globMatcher(pattern);
}

function globMatcher({ include, exclude }: Globs): (name: string) => boolean {
  const included = compileGlobs(include);
  const excluded = compileGlobs(exclude);
  return (name) => included(name) && !excluded(name);
}

function grouping(groupBy: GroupBy): (item: Item) => string | null | undefined {
  switch (groupBy.by) {
    case 'repository':
      return () => null;
    case 'major':
      return ({ version }) => version?.major;
    case 'minor':
      return ({ version }) =>
        version && version.minor !== null ? `${version.major}.${version.minor}` : undefined;
    case 'regex': {
      const { captured } = compileTagRegex(groupBy.regex);
      return ({ name }) => captured(name) ?? undefined;
    }
  }
}
