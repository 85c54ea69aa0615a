import { AskAccessHere } from '@/components/joining/ask-access-here';
import { NotFoundPage } from '@/components/layout/not-found-page';

export default function NotFound() {
  return <NotFoundPage ask={<AskAccessHere />} />;
}
