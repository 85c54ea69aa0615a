'use client';
import { useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { Boxes, Package, Search, Tag } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { repositoryHref, tagHref } from '@/components/api/repository-path';
import { Dialog } from '@/components/ui/dialog';
import { useDebounced } from '@/components/ui/use-debounced';
import { searchQuery } from './search-queries';
import { useCommands } from './use-commands';

/** Search everything, go anywhere, act: ⌘K. */
export function Palette({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations('layout');
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('search')} hideHeader className="md:w-[600px]">
      <PaletteBody onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function PaletteBody({ onDone }: { onDone: () => void }) {
  const t = useTranslations('layout');
  const router = useRouter();
  const [text, setText] = useState('');
  const q = useDebounced(text.trim());
  const { data, isFetching, isError } = useQuery(searchQuery(q));
  const found = text.trim() === '' ? undefined : data;
  const commands = useCommands().filter(({ label }) =>
    label.toLowerCase().includes(text.trim().toLowerCase()),
  );
  const go = (href: string) => {
    onDone();
    router.push(href);
  };
  const nothing = isError
    ? t('searchFailed')
    : isFetching || text.trim() !== q
      ? t('searching')
      : t('nothingFound');
  return (
    <Command label={t('search')} shouldFilter={false} className="flex min-h-0 flex-col">
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Search aria-hidden size={16} className="shrink-0 text-muted" />
        <Command.Input
          autoFocus
          value={text}
          onValueChange={setText}
          placeholder={t('searchPlaceholder')}
          className="h-12 min-w-0 flex-1 bg-transparent text-section font-normal outline-none"
        />
      </div>
      <Command.List className="min-h-0 flex-1 scroll-py-2 overflow-y-auto p-2 max-md:h-[60dvh] md:h-80">
        <Command.Empty className="py-12 text-center text-table text-muted">{nothing}</Command.Empty>
        <Group heading={t('repositories')} items={found?.repositories ?? []}>
          {({ name, description }) => (
            <Item
              key={name}
              id={`r:${name}`}
              icon={<Package aria-hidden size={16} />}
              onSelect={() => go(repositoryHref(name))}
              hint={description}
            >
              {name}
            </Item>
          )}
        </Group>
        <Group heading={t('tags')} items={found?.tags ?? []}>
          {({ repository, tag }) => (
            <Item
              key={`${repository}:${tag}`}
              id={`t:${repository}:${tag}`}
              icon={<Tag aria-hidden size={16} />}
              onSelect={() => go(tagHref(repository, tag))}
            >
              {repository}:{tag}
            </Item>
          )}
        </Group>
        <Group heading={t('projects')} items={found?.projects ?? []}>
          {({ name, description }) => (
            <Item
              key={name}
              id={`p:${name}`}
              icon={<Boxes aria-hidden size={16} />}
              onSelect={() => go(`/projects/${name}`)}
              hint={description}
            >
              {name}
            </Item>
          )}
        </Group>
        <Group heading={t('goTo')} items={commands}>
          {({ label, icon: Icon, run }) => (
            <Item
              key={label}
              id={`c:${label}`}
              icon={<Icon aria-hidden size={16} />}
              onSelect={() => {
                onDone();
                run();
              }}
            >
              {label}
            </Item>
          )}
        </Group>
      </Command.List>
    </Command>
  );
}

function Group<T>({
  heading,
  items,
  children,
}: {
  heading: string;
  items: readonly T[];
  children: (item: T) => ReactNode;
}) {
  if (items.length === 0) return null;
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-chip [&_[cmdk-group-heading]]:text-muted"
    >
      {items.map(children)}
    </Command.Group>
  );
}

function Item({
  id,
  icon,
  hint,
  onSelect,
  children,
}: {
  id: string;
  icon: ReactNode;
  hint?: string;
  onSelect: () => void;
  children: ReactNode;
}) {
  return (
    <Command.Item
      value={id}
      onSelect={onSelect}
      className="flex min-h-9 cursor-pointer items-center gap-3 rounded-md px-2 text-table data-[selected=true]:bg-accent-soft pointer-coarse:min-h-11"
    >
      <span className="text-muted">{icon}</span>
      <span className="min-w-0 truncate font-medium">{children}</span>
      {hint && <span className="min-w-0 flex-1 truncate text-muted">{hint}</span>}
    </Command.Item>
  );
}
