/** The server reads it to set data-theme before the first paint: no flash, no inline script. */
export const THEME_COOKIE = 'lighter-theme';
