-- Which of a repository's images are for a platform, without reading their rows, which hold whole manifests.
-- Partial, and so not in schema.prisma, which has no word for it.
CREATE INDEX "manifest_repository_id_id_platforms_idx" ON "manifest" ("repository_id", "id") INCLUDE ("platforms") WHERE NOT "hidden";
