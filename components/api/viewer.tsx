'use client';
import { createContext, use } from 'react';
import type { ReactNode } from 'react';
import type { Me } from '#lib/schemas/users.ts';

/** Who looks at the page, and the addresses that commands name. `me` is null for somebody not signed in. */
export type Viewer = { me: Me | null; origin: string; registryHost: string };

const ViewerContext = createContext<Viewer>({ me: null, origin: '', registryHost: '' });

export function ViewerProvider({ viewer, children }: { viewer: Viewer; children: ReactNode }) {
  return <ViewerContext value={viewer}>{children}</ViewerContext>;
}

export function useViewer(): Viewer {
  return use(ViewerContext);
}
