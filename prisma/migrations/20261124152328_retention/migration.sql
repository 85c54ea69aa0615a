-- CreateEnum
CREATE TYPE "retention_state" AS ENUM ('observing', 'active');

-- CreateEnum
CREATE TYPE "retention_trigger" AS ENUM ('manual', 'schedule', 'push');

-- CreateEnum
CREATE TYPE "retention_run_status" AS ENUM ('queued', 'running', 'guarded', 'blocked', 'done', 'stopped', 'failed');

-- CreateEnum
CREATE TYPE "retention_outcome" AS ENUM ('planned', 'deleted', 'kept');

-- AlterTable
ALTER TABLE "manifest" ADD COLUMN     "digest_used_at" TIMESTAMPTZ(3),
ADD COLUMN     "expires_after" TEXT;

-- AlterTable
ALTER TABLE "tag" ADD COLUMN     "last_used_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "retention_policy" (
    "project_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "state" "retention_state" NOT NULL DEFAULT 'observing',
    "policy" JSONB NOT NULL,
    "schedule" TEXT,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "on_push" BOOLEAN NOT NULL DEFAULT false,
    "guard_percent" INTEGER NOT NULL DEFAULT 50,
    "handled_push_at" TIMESTAMPTZ(3),
    "updated_by" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "retention_policy_pkey" PRIMARY KEY ("project_id")
);

-- CreateTable
CREATE UNLOGGED TABLE "retention_plan" (
    "id" UUID NOT NULL,
    "project_id" INTEGER NOT NULL,
    "policy" JSONB NOT NULL,
    "policy_version" INTEGER,
    "summary" JSONB NOT NULL,
    "items" BYTEA NOT NULL,
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "retention_plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "retention_run" (
    "id" BIGSERIAL NOT NULL,
    "project_id" INTEGER NOT NULL,
    "trigger" "retention_trigger" NOT NULL,
    "status" "retention_run_status" NOT NULL DEFAULT 'queued',
    "observing" BOOLEAN NOT NULL,
    "policy" JSONB NOT NULL,
    "policy_version" INTEGER,
    "guard_percent" INTEGER NOT NULL,
    "confirmed" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "actor" TEXT,
    "address" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "planned_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "stop_asked" BOOLEAN NOT NULL DEFAULT false,
    "worker" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "message" TEXT,
    "summary" JSONB,

    CONSTRAINT "retention_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "retention_decision" (
    "run_id" BIGINT NOT NULL,
    "position" INTEGER NOT NULL,
    "repository" TEXT COLLATE "C" NOT NULL,
    "tag" TEXT COLLATE "C",
    "digest" TEXT COLLATE "C" NOT NULL,
    "role" TEXT,
    "rule" TEXT,
    "reason" JSONB NOT NULL,
    "bytes" BIGINT NOT NULL,
    "outcome" "retention_outcome" NOT NULL DEFAULT 'planned',
    "note" TEXT,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "retention_decision_pkey" PRIMARY KEY ("run_id","position")
);

-- CreateTable
CREATE TABLE "in_use_source" (
    "name" TEXT COLLATE "C" NOT NULL,
    "reporter" TEXT,
    "ttl_seconds" INTEGER NOT NULL,
    "digest_count" INTEGER NOT NULL,
    "reported_by" TEXT,
    "reported_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "stale_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "in_use_source_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "in_use_digest" (
    "source" TEXT COLLATE "C" NOT NULL,
    "digest" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "in_use_digest_pkey" PRIMARY KEY ("source","digest")
);

-- CreateIndex
CREATE INDEX "retention_plan_project_id_created_at_idx" ON "retention_plan"("project_id", "created_at");

-- CreateIndex
CREATE INDEX "retention_plan_expires_at_idx" ON "retention_plan"("expires_at");

-- CreateIndex
CREATE INDEX "retention_run_project_id_id_idx" ON "retention_run"("project_id", "id");

-- CreateIndex
CREATE INDEX "retention_run_status_idx" ON "retention_run"("status");

-- CreateIndex
CREATE INDEX "retention_decision_run_id_outcome_position_idx" ON "retention_decision"("run_id", "outcome", "position");

-- CreateIndex
CREATE INDEX "in_use_digest_digest_idx" ON "in_use_digest"("digest");

-- AddForeignKey
ALTER TABLE "retention_policy" ADD CONSTRAINT "retention_policy_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "retention_plan" ADD CONSTRAINT "retention_plan_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "retention_run" ADD CONSTRAINT "retention_run_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "retention_decision" ADD CONSTRAINT "retention_decision_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "retention_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "in_use_digest" ADD CONSTRAINT "in_use_digest_source_fkey" FOREIGN KEY ("source") REFERENCES "in_use_source"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- At most one worker runs a project's policy.
CREATE UNIQUE INDEX "retention_run_active_key" ON "retention_run"("project_id") WHERE "status" IN ('queued', 'running');

-- A HEAD has moved these times as well so far: what they tell is a use.
UPDATE "tag" SET "last_used_at" = "last_pulled_at" WHERE "last_pulled_at" IS NOT NULL;
UPDATE "manifest" SET "digest_used_at" = "last_pulled_at" WHERE "last_pulled_at" IS NOT NULL;

-- As lib/oci/expires-after.ts reads it from a new one. Escaped, since nothing says that a config is text.
UPDATE "manifest" SET "expires_after" = coalesce(
    substring(encode("config", 'escape') from '"quay\.expires-after"\s*:\s*"([0-9A-Za-z]{1,32})"'),
    left("annotations" ->> 'quay.expires-after', 32))
WHERE position('quay.expires-after'::bytea in coalesce("config", ''::bytea)) > 0 OR "annotations" ? 'quay.expires-after';
