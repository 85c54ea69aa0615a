import type { RetentionPolicy } from '#lib/schemas/retention.ts';
import { retentionPolicy } from '#lib/schemas/retention.ts';

/** `field`: of the rule, such as `tags`. */
export type RuleProblem = { field: string; message: string };

export type CheckedPolicy = {
  /** Null while something is wrong. */
  valid: RetentionPolicy | null;
  byRule: ReadonlyMap<string, readonly RuleProblem[]>;
  /** Of what belongs to no rule, by field. */
  rest: Readonly<Record<string, string>>;
};

/** What the schema of the API finds wrong with a draft, before it is sent. */
export function checkPolicy(draft: RetentionPolicy): CheckedPolicy {
  const parsed = retentionPolicy.safeParse(draft);
  if (parsed.success) return { valid: draft, byRule: new Map(), rest: {} };
  const byRule = new Map<string, RuleProblem[]>();
  const rest: Record<string, string> = {};
  for (const { path, message } of parsed.error.issues) {
    const [where, index, field] = path;
    const rule = where === 'rules' && typeof index === 'number' ? draft.rules[index] : undefined;
    if (rule) byRule.set(rule.id, [...(byRule.get(rule.id) ?? []), { field: String(field ?? ''), message }]);
    else rest[String(where ?? '')] ??= message;
  }
  return { valid: null, byRule, rest };
}
