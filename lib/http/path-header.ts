/** Our own server tells the pages their path in it, since Next does not; what comes in under this name is overwritten. */
export const PATH_HEADER = 'x-lighter-path';
