import { NotFoundPage } from '@/components/layout/not-found-page';

export default function NotFound() {
  return (
    <main className="page-column">
      <NotFoundPage />
    </main>
  );
}
