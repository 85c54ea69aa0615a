import type { RoleName } from './roles.ts';

/** A rule of a project that is about who asks. */
export type AccessRule = {
  id: number;
  effect: 'allow' | 'deny';
  subject: 'user' | 'group' | 'robot' | 'signed_in' | 'anyone';
  /** A glob; see `matchesRepository`. */
  repositories: string;
  actions: readonly string[];
};

/**
 * What a decision about a project needs: how visible it is, the asker's role in it, their own or the best of their groups' (null:
 * none), and those of its rules that are about them.
 */
export type ProjectResource = {
  kind: 'project';
  name: string;
  visibility: 'private' | 'public';
  role: RoleName | null;
  rules: readonly AccessRule[];
  /** The full name of the repository that a pull, push or delete is about; without it, rules about repositories say nothing. */
  repository?: string;
};
export type Resource = ProjectResource | { kind: 'system' };
