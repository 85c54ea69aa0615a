'use client';
import { useQuery } from '@tanstack/react-query';
import { groupSuggestionsQuery, userSuggestionsQuery } from '@/components/api/suggestions';
import { Combobox } from '@/components/ui/combobox';
import { useDebounced } from '@/components/ui/use-debounced';

/** The name of a user or a group, suggested while one types; of a robot, as it is written. */
export function NameField({
  kind,
  label,
  value,
  onChange,
}: {
  kind: 'user' | 'group' | 'robot';
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const q = useDebounced(value.trim());
  const users = useQuery({ ...userSuggestionsQuery(q), enabled: kind === 'user' && q !== '' });
  const groups = useQuery({ ...groupSuggestionsQuery(q), enabled: kind === 'group' && q !== '' });
  const names = {
    user: users.data?.items.map(({ username }) => username),
    group: groups.data?.items.map(({ name }) => name),
    robot: undefined,
  }[kind];
  return (
    <Combobox
      label={label}
      placeholder={label}
      text={value}
      onText={onChange}
      options={(q && names ? names : []).filter((name) => name !== value)}
      onPick={onChange}
      render={(name) => <span className="truncate">{name}</span>}
    />
  );
}
