import { useCallback } from 'react';
import { useTranslations } from 'use-intl';

/** An action in words; one of another version as it is. */
export function useActionText(): (action: string) => string {
  const t = useTranslations('audit');
  return useCallback(
    (action: string) => {
      // The dot of an action would be a level of the messages.
      const key = `actions.${action.replace('.', ' ')}` as Parameters<typeof t.has>[0];
      return t.has(key) ? t(key) : action;
    },
    [t],
  );
}
