import { repositoryHandlers } from '#lib/http/repository-routes.ts';
import { repositoryRoutes } from './routes.ts';

export const { GET, POST, PUT, PATCH, DELETE } = repositoryHandlers(repositoryRoutes);
