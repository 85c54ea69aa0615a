'use client';
import { ErrorPage } from '@/components/layout/error-page';

export default function AppError(props: { error: Error & { digest?: string }; reset: () => void }) {
  return <ErrorPage {...props} />;
}
