'use client';
import { useTranslations } from 'use-intl';
import type { RetentionRule } from '#lib/schemas/retention.ts';
import { CheckboxField } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { isEverything } from './conditions';
import { withSelects } from './draft';
import { PatternFields } from './pattern-fields';
import type { RuleProblem } from './problems';
import { Patterns, Token } from './token';

export type TokenProps = {
  rule: RetentionRule;
  problems: readonly RuleProblem[];
  /** Null: it may only be read. */
  onChange: ((rule: RetentionRule) => void) | null;
};

/** The first thing that is wrong with a field of a rule. */
export function problemOf(problems: readonly RuleProblem[], field: string): string | undefined {
  return problems.find((problem) => problem.field === field)?.message;
}

export function RepositoriesToken({ rule, problems, onChange }: TokenProps) {
  const t = useTranslations('cleanup.rule');
  const { repositories } = rule;
  const error = problemOf(problems, 'repositories');
  return (
    <Token
      label={t('repositories')}
      invalid={error !== undefined}
      editor={
        onChange &&
        (() => (
          <PatternFields
            value={repositories}
            error={error}
            placeholder="team/*"
            onChange={(next) => onChange({ ...rule, repositories: next })}
          />
        ))
      }
    >
      {isEverything(repositories) ? (
        t('everyRepository')
      ) : (
        <>
          <Patterns patterns={repositories.include} />
          {repositories.exclude.length > 0 && (
            <>
              {' '}
              {t('except')} <Patterns patterns={repositories.exclude} />
            </>
          )}
        </>
      )}
    </Token>
  );
}

export function TagsToken({ rule, problems, onChange, startOpen }: TokenProps & { startOpen?: boolean }) {
  const t = useTranslations('cleanup.rule');
  const invalid = problemOf(problems, 'tags') !== undefined;
  return (
    <Token
      label={t('tags')}
      invalid={invalid}
      startOpen={startOpen}
      editor={onChange && (() => <TagsEditor rule={rule} problems={problems} onChange={onChange} />)}
    >
      <TagsText rule={rule} />
    </Token>
  );
}

function TagsText({ rule: { tags, selects, onlyPrereleases } }: { rule: RetentionRule }) {
  const t = useTranslations('cleanup.rule');
  if (selects === 'untagged') return t('untagged');
  const all = tags === null || ('include' in tags && isEverything(tags));
  if (all) return onlyPrereleases ? t('everyPrerelease') : t('everyTag');
  return (
    <>
      {onlyPrereleases ? t('prereleases') : t('tagsMatching')}{' '}
      {'regex' in tags ? <code className="font-mono wrap-anywhere">/{tags.regex}/</code> : null}
      {'include' in tags && <Patterns patterns={tags.include} />}
      {'include' in tags && tags.exclude.length > 0 && (
        <>
          {' '}
          {t('except')} <Patterns patterns={tags.exclude} />
        </>
      )}
    </>
  );
}

type Way = 'all' | 'globs' | 'regex' | 'untagged';

function wayOf({ selects, tags }: RetentionRule): Way {
  if (selects === 'untagged') return 'untagged';
  if (tags === null) return 'all';
  return 'regex' in tags ? 'regex' : 'globs';
}

const FIRST_TAGS = { all: null, globs: { include: ['pr-*'], exclude: [] }, regex: { regex: 'pr-[0-9]+' } };

function TagsEditor({ rule, problems, onChange }: TokenProps & { onChange: (rule: RetentionRule) => void }) {
  const t = useTranslations('cleanup.rule');
  const error = problemOf(problems, 'tags');
  const way = wayOf(rule);
  const choose = (next: Way) => {
    if (next === 'untagged') return onChange(withSelects(rule, 'untagged'));
    onChange({ ...withSelects(rule, 'tagged'), tags: FIRST_TAGS[next] });
  };
  const { tags } = rule;
  return (
    <>
      <Field label={t('which')}>
        {(control) => (
          <Select
            control={control}
            size="field"
            value={way}
            onChange={choose}
            options={(['all', 'globs', 'regex', 'untagged'] as const).map((value) => ({
              value,
              label: t(`ways.${value}`),
            }))}
          />
        )}
      </Field>
      {tags && 'include' in tags && (
        <PatternFields
          value={tags}
          error={error}
          placeholder="pr-*"
          onChange={(next) => onChange({ ...rule, tags: next })}
        />
      )}
      {tags && 'regex' in tags && (
        <Field label={t('regex')} help={t('regexHelp')} error={error}>
          {(control) => (
            <Input
              {...control}
              value={tags.regex}
              spellCheck={false}
              autoCapitalize="none"
              className="font-mono"
              onChange={(event) => onChange({ ...rule, tags: { regex: event.target.value } })}
            />
          )}
        </Field>
      )}
      {way !== 'untagged' && (
        <CheckboxField
          id={`prereleases-${rule.id}`}
          label={t('onlyPrereleases')}
          help={t('onlyPrereleasesHelp')}
          checked={rule.onlyPrereleases}
          onCheckedChange={(checked) => onChange({ ...rule, onlyPrereleases: checked === true })}
        />
      )}
    </>
  );
}
