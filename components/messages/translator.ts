import { createTranslator } from 'use-intl/core';
import { messages } from './messages';

/** The texts for what the server renders itself: titles of pages. */
export const translate = createTranslator({ locale: 'en', messages });
