import { notFound } from 'next/navigation';

/** Any other address: not found, but inside the shell, with the way back. */
export default function Page(): never {
  notFound();
}
