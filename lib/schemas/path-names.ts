import { z } from 'zod';
import { MAX_REPOSITORY_LENGTH, NAME_COMPONENT } from '#lib/oci/reference.ts';

/** Name of a user or project in a path. Longer than new ones may be: projects adopted from upstream keep their names. */
export const nameInPath = z
  .string()
  .max(MAX_REPOSITORY_LENGTH, 'No name is that long.')
  .regex(
    NAME_COMPONENT,
    'Names are lower-case letters and digits, with single dots, dashes or underscores between them.',
  );
