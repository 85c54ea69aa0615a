'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { createTrustInput, type Robot } from '#lib/schemas/robots.ts';
import { useViewer } from '@/components/api/viewer';
import { Button } from '@/components/ui/button';
import { Field, FormError } from '@/components/ui/field';
import { Input, TextArea } from '@/components/ui/input';
import { toast } from '@/components/ui/toast-store';
import { useForm } from '@/components/ui/use-form';
import { claimsOf } from './claims';
import { createTrust, robotsQuery } from './queries';

/** What the two usual issuers are called, and the claims that say whose job it is. */
const STARTERS = {
  github: {
    issuer: 'https://token.actions.githubusercontent.com',
    claims: 'repository: OWNER/REPOSITORY\nref: refs/heads/main',
  },
  gitlab: { issuer: 'https://gitlab.com', claims: 'project_path: GROUP/PROJECT\nref_protected: true' },
} as const;

/** Has a robot trust one more issuer. */
export function AddTrust({ robot }: { robot: Robot }) {
  const t = useTranslations('robots.trust');
  const form = useTrustForm(robot);
  const start = (of: keyof typeof STARTERS) => {
    form.set('issuer', STARTERS[of].issuer);
    form.set('claims', STARTERS[of].claims);
  };
  return (
    <form {...form.formProps} className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="flex-1 font-medium">{t('add')}</h3>
        <Button onClick={() => start('github')}>GitHub Actions</Button>
        <Button onClick={() => start('gitlab')}>GitLab CI</Button>
      </div>
      <FormError>{form.error}</FormError>
      <Field label={t('issuer')} error={form.errorOf('issuer')}>
        {(control) => <Input {...control} {...form.text('issuer')} spellCheck={false} autoComplete="off" />}
      </Field>
      <Field label={t('audience')} help={t('audienceHelp')} error={form.errorOf('audience')}>
        {(control) => <Input {...control} {...form.text('audience')} spellCheck={false} autoComplete="off" />}
      </Field>
      <Field label={t('claims')} help={t('claimsHelp')} error={form.errorOf('claims')}>
        {(control) => (
          <TextArea {...control} {...form.text('claims')} rows={3} spellCheck={false} className="font-mono" />
        )}
      </Field>
      <div>
        <Button type="submit" busy={form.busy}>
          {t('submit')}
        </Button>
      </div>
    </form>
  );
}

function useTrustForm(robot: Robot) {
  const t = useTranslations('robots.trust');
  const client = useQueryClient();
  const { registryHost } = useViewer();
  return useForm({
    initial: { issuer: '', audience: registryHost, claims: '' },
    schema: createTrustInput,
    toInput: ({ claims, ...rest }) => ({ ...rest, claims: claimsOf(claims) }),
    submit: async (body) => {
      await createTrust(robot, body);
      toast({ title: t('added') });
      await client.invalidateQueries(robotsQuery(robot.project));
    },
  });
}
