import { requirePage } from '#lib/http/page.ts';
import { SettingsTab } from '@/components/projects/settings-tab';

export default async function Page({ params }: PageProps<'/projects/[project]/settings'>) {
  await requirePage();
  return <SettingsTab project={decodeURIComponent((await params).project)} />;
}
