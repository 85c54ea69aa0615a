import { api } from '@/components/api/client';

/** Pins a manifest, or takes the pin away. */
export function setPin(repository: string, digest: string, pin: boolean): Promise<void> {
  return api(pin ? 'PUT' : 'DELETE', `/repositories/${repository}/-/manifests/${digest}/pin`);
}
