-- CreateEnum
CREATE TYPE "visibility" AS ENUM ('private', 'public');

-- CreateEnum
CREATE TYPE "role" AS ENUM ('guest', 'developer', 'maintainer', 'owner');

-- CreateEnum
CREATE TYPE "manifest_kind" AS ENUM ('image', 'index', 'artifact');

-- CreateEnum
CREATE TYPE "tag_event_kind" AS ENUM ('pushed', 'deleted', 'restored', 'found', 'missing', 'returned');

-- CreateTable
CREATE TABLE "namespace" (
    "name" TEXT COLLATE "C" NOT NULL,
    "reserved" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "namespace_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "user" (
    "id" SERIAL NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "email" TEXT,
    "password_hash" TEXT,
    "admin" BOOLEAN NOT NULL DEFAULT false,
    "disabled_at" TIMESTAMPTZ(3),
    "stamp" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_active_at" TIMESTAMPTZ(3),

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "user_id" INTEGER NOT NULL,
    "stamp" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "address" TEXT,
    "user_agent" TEXT,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "project" (
    "id" SERIAL NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "visibility" "visibility" NOT NULL DEFAULT 'private',
    "description" TEXT NOT NULL DEFAULT '',
    "personal_owner_id" INTEGER,
    "policy_version" INTEGER NOT NULL DEFAULT 0,
    "repository_count" INTEGER NOT NULL DEFAULT 0,
    "size" BIGINT NOT NULL DEFAULT 0,
    "last_pushed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "project_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,
    "role" "role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("project_id","user_id")
);

-- CreateTable
CREATE TABLE "repository" (
    "id" SERIAL NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "project_id" INTEGER NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "tag_count" INTEGER NOT NULL DEFAULT 0,
    "manifest_count" INTEGER NOT NULL DEFAULT 0,
    "size" BIGINT NOT NULL DEFAULT 0,
    "pull_count" BIGINT NOT NULL DEFAULT 0,
    "last_pushed_at" TIMESTAMPTZ(3),
    "last_pulled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "repository_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "manifest" (
    "id" BIGSERIAL NOT NULL,
    "repository_id" INTEGER NOT NULL,
    "digest" TEXT COLLATE "C" NOT NULL,
    "media_type" TEXT NOT NULL,
    "artifact_type" TEXT,
    "kind" "manifest_kind" NOT NULL,
    "bytes" BYTEA NOT NULL,
    "size" INTEGER NOT NULL,
    "config_digest" TEXT COLLATE "C",
    "config" BYTEA,
    "subject" TEXT COLLATE "C",
    "annotations" JSONB,
    "pull_size" BIGINT,
    "platforms" TEXT[],
    "built_at" TIMESTAMPTZ(3),
    "hidden" BOOLEAN NOT NULL DEFAULT false,
    "pushed_at" TIMESTAMPTZ(3) NOT NULL,
    "pushed_by" TEXT,
    "last_pulled_at" TIMESTAMPTZ(3),
    "pull_count" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "manifest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "manifest_child" (
    "manifest_id" BIGINT NOT NULL,
    "position" INTEGER NOT NULL,
    "repository_id" INTEGER NOT NULL,
    "digest" TEXT COLLATE "C" NOT NULL,
    "media_type" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "platform" TEXT COLLATE "C",
    "annotations" JSONB,

    CONSTRAINT "manifest_child_pkey" PRIMARY KEY ("manifest_id","position")
);

-- CreateTable
CREATE TABLE "manifest_blob" (
    "manifest_id" BIGINT NOT NULL,
    "position" INTEGER NOT NULL,
    "repository_id" INTEGER NOT NULL,
    "digest" TEXT COLLATE "C" NOT NULL,
    "media_type" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "config" BOOLEAN NOT NULL DEFAULT false,
    "foreign" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "manifest_blob_pkey" PRIMARY KEY ("manifest_id","position")
);

-- CreateTable
CREATE TABLE "repository_blob" (
    "repository_id" INTEGER NOT NULL,
    "digest" TEXT COLLATE "C" NOT NULL,
    "size" BIGINT NOT NULL,
    "hidden" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "repository_blob_pkey" PRIMARY KEY ("repository_id","digest")
);

-- CreateTable
CREATE TABLE "tag" (
    "repository_id" INTEGER NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "manifest_id" BIGINT NOT NULL,
    "digest" TEXT COLLATE "C" NOT NULL,
    "pull_size" BIGINT,
    "sort_key" TEXT COLLATE "C" NOT NULL,
    "pushed_at" TIMESTAMPTZ(3) NOT NULL,
    "pushed_by" TEXT,
    "last_pulled_at" TIMESTAMPTZ(3),
    "pulls_30d" INTEGER NOT NULL DEFAULT 0,
    "absent_since" TIMESTAMPTZ(3),
    "missing" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "tag_pkey" PRIMARY KEY ("repository_id","name")
);

-- CreateTable
CREATE TABLE "tag_event" (
    "id" BIGSERIAL NOT NULL,
    "repository_id" INTEGER NOT NULL,
    "tag" TEXT COLLATE "C" NOT NULL,
    "kind" "tag_event_kind" NOT NULL,
    "from_digest" TEXT COLLATE "C",
    "to_digest" TEXT COLLATE "C",
    "actor" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tag_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trash_entry" (
    "id" BIGSERIAL NOT NULL,
    "repository_id" INTEGER NOT NULL,
    "tag" TEXT COLLATE "C",
    "manifest_id" BIGINT NOT NULL,
    "digest" TEXT COLLATE "C" NOT NULL,
    "deleted_by" TEXT,
    "deleted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "trash_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "purge_ticket" (
    "repository_id" INTEGER NOT NULL,
    "digest" TEXT COLLATE "C" NOT NULL,
    "reason" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "purge_ticket_pkey" PRIMARY KEY ("repository_id","digest")
);

-- CreateTable
CREATE TABLE "operation" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "repository_id" INTEGER NOT NULL,
    "payload" JSONB NOT NULL,
    "actor" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deadline_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,

    CONSTRAINT "operation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operation_key" (
    "operation_id" UUID NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "exclusive" BOOLEAN NOT NULL,

    CONSTRAINT "operation_key_pkey" PRIMARY KEY ("operation_id","key")
);

-- CreateTable
CREATE TABLE "pull_stat" (
    "repository_id" INTEGER NOT NULL,
    "tag" TEXT COLLATE "C" NOT NULL,
    "day" DATE NOT NULL,
    "pulls" INTEGER NOT NULL,

    CONSTRAINT "pull_stat_pkey" PRIMARY KEY ("repository_id","tag","day")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT,
    "action" TEXT NOT NULL,
    "project" TEXT COLLATE "C",
    "repository" TEXT COLLATE "C",
    "target" TEXT,
    "detail" JSONB,
    "address" TEXT,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "setting" (
    "key" TEXT COLLATE "C" NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_name_key" ON "user"("name");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "project_name_key" ON "project"("name");

-- CreateIndex
CREATE UNIQUE INDEX "project_personal_owner_id_key" ON "project"("personal_owner_id");

-- CreateIndex
CREATE INDEX "project_last_pushed_at_idx" ON "project"("last_pushed_at");

-- CreateIndex
CREATE INDEX "membership_user_id_idx" ON "membership"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "repository_name_key" ON "repository"("name");

-- CreateIndex
CREATE INDEX "repository_project_id_name_idx" ON "repository"("project_id", "name");

-- CreateIndex
CREATE INDEX "repository_project_id_last_pushed_at_idx" ON "repository"("project_id", "last_pushed_at");

-- CreateIndex
CREATE INDEX "repository_last_pushed_at_idx" ON "repository"("last_pushed_at");

-- CreateIndex
CREATE INDEX "manifest_repository_id_subject_idx" ON "manifest"("repository_id", "subject");

-- CreateIndex
CREATE INDEX "manifest_repository_id_pushed_at_idx" ON "manifest"("repository_id", "pushed_at");

-- CreateIndex
CREATE UNIQUE INDEX "manifest_repository_id_digest_key" ON "manifest"("repository_id", "digest");

-- CreateIndex
CREATE INDEX "manifest_child_repository_id_digest_idx" ON "manifest_child"("repository_id", "digest");

-- CreateIndex
CREATE INDEX "manifest_blob_repository_id_digest_idx" ON "manifest_blob"("repository_id", "digest");

-- CreateIndex
CREATE INDEX "manifest_blob_digest_idx" ON "manifest_blob"("digest");

-- CreateIndex
CREATE INDEX "repository_blob_digest_idx" ON "repository_blob"("digest");

-- CreateIndex
CREATE INDEX "tag_manifest_id_idx" ON "tag"("manifest_id");

-- CreateIndex
CREATE INDEX "tag_repository_id_sort_key_name_idx" ON "tag"("repository_id", "sort_key", "name");

-- CreateIndex
CREATE INDEX "tag_repository_id_digest_name_idx" ON "tag"("repository_id", "digest", "name");

-- CreateIndex
CREATE INDEX "tag_repository_id_pushed_at_name_idx" ON "tag"("repository_id", "pushed_at", "name");

-- CreateIndex
CREATE INDEX "tag_repository_id_pulls_30d_name_idx" ON "tag"("repository_id", "pulls_30d", "name");

-- CreateIndex
CREATE INDEX "tag_repository_id_pull_size_name_idx" ON "tag"("repository_id", "pull_size", "name");

-- CreateIndex
CREATE INDEX "tag_repository_id_last_pulled_at_name_idx" ON "tag"("repository_id", "last_pulled_at", "name");

-- CreateIndex
CREATE INDEX "tag_event_repository_id_tag_id_idx" ON "tag_event"("repository_id", "tag", "id");

-- CreateIndex
CREATE INDEX "tag_event_repository_id_id_idx" ON "tag_event"("repository_id", "id");

-- CreateIndex
CREATE INDEX "tag_event_at_idx" ON "tag_event"("at");

-- CreateIndex
CREATE INDEX "trash_entry_repository_id_deleted_at_idx" ON "trash_entry"("repository_id", "deleted_at");

-- CreateIndex
CREATE INDEX "trash_entry_manifest_id_idx" ON "trash_entry"("manifest_id");

-- CreateIndex
CREATE INDEX "trash_entry_expires_at_idx" ON "trash_entry"("expires_at");

-- CreateIndex
CREATE INDEX "purge_ticket_created_at_idx" ON "purge_ticket"("created_at");

-- CreateIndex
CREATE INDEX "operation_deadline_at_idx" ON "operation"("deadline_at");

-- CreateIndex
CREATE INDEX "operation_repository_id_idx" ON "operation"("repository_id");

-- CreateIndex
CREATE INDEX "operation_key_key_idx" ON "operation_key"("key");

-- CreateIndex
CREATE INDEX "pull_stat_day_idx" ON "pull_stat"("day");

-- CreateIndex
CREATE INDEX "audit_event_at_idx" ON "audit_event"("at");

-- CreateIndex
CREATE INDEX "audit_event_project_id_idx" ON "audit_event"("project", "id");

-- CreateIndex
CREATE INDEX "audit_event_repository_id_idx" ON "audit_event"("repository", "id");

-- AddForeignKey
ALTER TABLE "user" ADD CONSTRAINT "user_name_fkey" FOREIGN KEY ("name") REFERENCES "namespace"("name") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "project" ADD CONSTRAINT "project_name_fkey" FOREIGN KEY ("name") REFERENCES "namespace"("name") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "project" ADD CONSTRAINT "project_personal_owner_id_fkey" FOREIGN KEY ("personal_owner_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "repository" ADD CONSTRAINT "repository_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "manifest" ADD CONSTRAINT "manifest_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repository"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "manifest_child" ADD CONSTRAINT "manifest_child_manifest_id_fkey" FOREIGN KEY ("manifest_id") REFERENCES "manifest"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "manifest_blob" ADD CONSTRAINT "manifest_blob_manifest_id_fkey" FOREIGN KEY ("manifest_id") REFERENCES "manifest"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "repository_blob" ADD CONSTRAINT "repository_blob_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repository"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tag" ADD CONSTRAINT "tag_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repository"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tag" ADD CONSTRAINT "tag_manifest_id_fkey" FOREIGN KEY ("manifest_id") REFERENCES "manifest"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tag_event" ADD CONSTRAINT "tag_event_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repository"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trash_entry" ADD CONSTRAINT "trash_entry_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repository"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trash_entry" ADD CONSTRAINT "trash_entry_manifest_id_fkey" FOREIGN KEY ("manifest_id") REFERENCES "manifest"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "purge_ticket" ADD CONSTRAINT "purge_ticket_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repository"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operation_key" ADD CONSTRAINT "operation_key_operation_id_fkey" FOREIGN KEY ("operation_id") REFERENCES "operation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pull_stat" ADD CONSTRAINT "pull_stat_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repository"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand from here on: what Prisma has no word for.

-- One account an address, whatever its case.
CREATE UNIQUE INDEX "user_email_lower_key" ON "user" (lower("email"));

-- Names that no user and no project may take. `library` is the project of repositories with a one-segment name.
INSERT INTO "namespace" ("name", "reserved") VALUES ('library', true), ('system', true);
INSERT INTO "project" ("name", "description") VALUES ('library', 'Repositories whose name has one segment');
