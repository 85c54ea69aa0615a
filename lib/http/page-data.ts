import { notFound, redirect } from 'next/navigation';
import { AppError, type ErrorCode } from '#lib/errors/app-error.ts';
import { httpStatus } from '#lib/errors/status.ts';
import { logger } from '#lib/log/logger.ts';
import { pagePath } from './page.ts';

/**
 * What a page cannot be without. What is not there, or not for this person, is the not-found page; who is not signed in
 * is sent to sign in; any other failure is the error page's.
 */
export async function pageData<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    return await leavePage(error);
  }
}

/** The same for what has another page where it is not there any more: null when the reading fails with `code`. */
export async function pageDataUnless<T>(code: ErrorCode, reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof AppError && error.code === code) return null;
    return await leavePage(error);
  }
}

/** The same for a part that the page can show as failed, with a way to try again: undefined then. */
export async function pagePart<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    const status = error instanceof AppError ? httpStatus(error.code) : 500;
    if (status === 401 || status === 404) return await leavePage(error);
    if (status >= 500) logger('web').error({ err: error }, 'A part of a page could not be read');
    return undefined;
  }
}

async function leavePage(error: unknown): Promise<never> {
  const status = error instanceof AppError ? httpStatus(error.code) : 500;
  if (status === 401) redirect(`/sign-in?next=${encodeURIComponent(await pagePath())}`);
  // 400: the address names what can not exist.
  if (status === 400 || status === 403 || status === 404) notFound();
  throw error;
}
