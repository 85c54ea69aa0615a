import type { AccessRuleShown } from '#lib/schemas/access.ts';

export type RuleHandlers = {
  /** Why the viewer may change nothing; null: they may. */
  reason: string | null;
  onEdit: (rule: AccessRuleShown) => void;
  onRemove: (rule: AccessRuleShown) => void;
};

/** The id of a rule's row, so that an answer can lead to it. */
export const ruleAnchor = (id: number) => `rule-${id}`;
